"""Certificates, keys and password hashes for tests, made by openssl and libxcrypt."""

import ctypes
import ctypes.util
import os
import subprocess


def openssl(*arguments, stdin=None):
    done = subprocess.run(["openssl", *map(str, arguments)], input=stdin, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout


def bcrypt(password, cost=4, salt="abcdefghijklmnopqrstuu", kind="2b"):
    crypt = ctypes.CDLL(ctypes.util.find_library("crypt")).crypt
    crypt.restype = ctypes.c_char_p
    octets = password if isinstance(password, bytes) else password.encode("utf-8")
    return crypt(octets, f"${kind}${cost:02}${salt}".encode("ascii")).decode("ascii")


class Authority:
    """Signs certificates; its files lie in `folder`."""

    def __init__(self, folder, name="authority"):
        self.folder = folder
        self.key, self.certificate = self.path(f"{name}.key"), self.path(f"{name}.crt")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", 30,
                "-subj", f"/CN={name}", "-keyout", self.key, "-out", self.certificate)

    def path(self, name):
        return os.path.join(self.folder, name)

    def issue(self, name, sans="DNS:localhost,IP:127.0.0.1", days=30, kind="ec", purpose="serverAuth"):
        """(certificate, key): the files NAME.crt and NAME.key; a negative number of days: it has expired."""
        certificate, key, request = self.path(f"{name}.crt"), self.path(f"{name}.key"), self.path(f"{name}.csr")
        algorithm = {"ec": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], "rsa": ["rsa:2048"], "ed25519": ["ed25519"],
                     "k1": ["ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"]}[kind]
        openssl("req", "-new", "-newkey", *algorithm, "-nodes", "-subj", f"/CN={name}", "-keyout", key, "-out", request)
        extensions = self.path(f"{name}.ext")
        with open(extensions, "w", encoding="ascii") as file:
            file.write(f"subjectAltName={sans}\nextendedKeyUsage={purpose}\n")
        openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial",
                "-days", days, "-extfile", extensions, "-out", certificate)
        os.chmod(key, 0o640)
        return certificate, key
