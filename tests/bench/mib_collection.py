"""mib_collection.py FOLDER [--files N] [--names N]: writes MIB files like those of the largest public collections, 8,000 files of
550,000 names, for measurements of `snmpolld names import`. Vendors share a module of their products; every tenth file is there
twice, once as an older edition, and some begin with a byte order mark."""

import argparse
import os

COLUMNS = 20
HEAD = """{module} DEFINITIONS ::= BEGIN
IMPORTS
    MODULE-IDENTITY, OBJECT-TYPE, NOTIFICATION-TYPE, Integer32, Counter32, Gauge32 FROM SNMPv2-SMI
    TEXTUAL-CONVENTION, DisplayString, TruthValue FROM SNMPv2-TC
    MODULE-COMPLIANCE, OBJECT-GROUP FROM SNMPv2-CONF
    {vendor}Products FROM {upper}-SMI;

{name} MODULE-IDENTITY
    LAST-UPDATED "{updated}"
    ORGANIZATION "{vendor} Incorporated"
    CONTACT-INFO "{vendor} Incorporated, Customer Service, support@example.com"
    DESCRIPTION  "The objects of a product of this vendor, as many as such modules usually have."
    REVISION     "{updated}"
    DESCRIPTION  "An edition."
    ::= {{ {vendor}Products {number} }}

{type}State ::= TEXTUAL-CONVENTION
    STATUS      current
    DESCRIPTION "What a part of the product is doing at the moment."
    SYNTAX      INTEGER {{ unknown(1), starting(2), running(3), degraded(4), failed(5) }}

{name}Objects       OBJECT IDENTIFIER ::= {{ {name} 1 }}
{name}Notifications OBJECT IDENTIFIER ::= {{ {name} 2 }}
"""
SCALAR = """
{name} OBJECT-TYPE
    SYNTAX      {syntax}
    MAX-ACCESS  {access}
    STATUS      current
    DESCRIPTION
        "One of the many things that such a module describes at length: its unit, when it is counted, and what it means
        for the operator when it changes."
    ::= {{ {parent} {number} }}
"""
TABLE = """
{name}Table OBJECT-TYPE
    SYNTAX      SEQUENCE OF {type}Entry
    MAX-ACCESS  not-accessible
    STATUS      current
    DESCRIPTION "The parts of the product, a row for each of them."
    ::= {{ {parent} {number} }}

{name}Entry OBJECT-TYPE
    SYNTAX      {type}Entry
    MAX-ACCESS  not-accessible
    STATUS      current
    DESCRIPTION "One part of the product."
    INDEX       {{ {name}Column1 }}
    ::= {{ {name}Table 1 }}

{type}Entry ::= SEQUENCE {{
{members}
}}
"""


def syntax_of(number, state):
    return ["Integer32", "Counter32", "DisplayString", "Gauge32", state, "TruthValue", "INTEGER { up(1), down(2), testing(3) }"][number % 7]


def table_of(name, parent, number, state):
    kind = name[0].upper() + name[1:]
    columns = [(f"{name}Column{i}", "Integer32" if i == 1 else syntax_of(i, state)) for i in range(1, COLUMNS + 1)]
    members = ",\n".join(f"    {column} {syntax.split(' ')[0]}" for column, syntax in columns)
    text = TABLE.format(name=name, type=kind, parent=parent, number=number, members=members)
    for i, (column, syntax) in enumerate(columns, 1):
        access = "not-accessible" if i == 1 else "read-only"
        text += SCALAR.format(name=column, syntax=syntax, access=access, parent=f"{name}Entry", number=i)
    return text


def module_text(vendor, number, names, updated):
    name = f"{vendor}Product{number}"
    kind = name[0].upper() + name[1:]
    text = HEAD.format(module=f"{vendor.upper()}-PRODUCT{number}-MIB", vendor=vendor, upper=vendor.upper(), name=name, type=kind,
                       number=number, updated=updated)
    left, child = names - 3, 0
    while left > 0:
        child += 1
        if left >= COLUMNS + 2 and child % 3 == 0:
            text += table_of(f"{name}Part{child}", f"{name}Objects", child, f"{kind}State")
            left -= COLUMNS + 2
        else:
            text += SCALAR.format(name=f"{name}Object{child}", syntax=syntax_of(child, f"{kind}State"), access="read-only",
                                  parent=f"{name}Objects", number=child)
            left -= 1
    return text + "\nEND\n"


def vendor_text(vendor, number):
    return (f"{vendor.upper()}-SMI DEFINITIONS ::= BEGIN\nIMPORTS MODULE-IDENTITY, enterprises FROM SNMPv2-SMI;\n"
            f"{vendor} MODULE-IDENTITY LAST-UPDATED \"201001010000Z\" ORGANIZATION \"x\" CONTACT-INFO \"x\" DESCRIPTION \"x\"\n"
            f"    ::= {{ enterprises {100000 + number} }}\n{vendor}Products OBJECT IDENTIFIER ::= {{ {vendor} 1 }}\nEND\n")


def write(folder, name, text):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--files", type=int, default=8000)
    parser.add_argument("--names", type=int, default=550_000)
    options = parser.parse_args()
    vendors = max(1, options.files // 40)
    modules = (options.files - vendors) * 10 // 11
    for vendor in range(vendors):
        write(os.path.join(options.folder, f"vendor{vendor}"), f"VENDOR{vendor}-SMI", vendor_text(f"vendor{vendor}", vendor))
    for i in range(modules):
        vendor, number = f"vendor{i % vendors}", i // vendors + 1
        folder, name = os.path.join(options.folder, vendor), f"{vendor.upper()}-PRODUCT{number}-MIB.mib"
        text = module_text(vendor, number, options.names // modules, "201905010000Z")
        write(folder, name, ("\ufeff" if i % 50 == 7 else "") + text)
        if i % 10 == 0:
            write(os.path.join(folder, "older"), name, module_text(vendor, number, options.names // modules, "9905010000Z"))


if __name__ == "__main__":
    main()
