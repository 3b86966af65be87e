"""What lint.py knows of the shape of C++: a tokenizer, the classes of a file with their methods and fields, statements that
only choose between two expressions, and lists of values without names. No compiler: it reads what is written, without
macros; a list counts where the name of its type stands before it."""

import re
import typing

TOKEN = re.compile(r"[A-Za-z_]\w*|\d[\w.']*|::|->|<=>|[-+*/%&|^<>=!]=|&&|\|\||\+\+|--|\S")
NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])+\''
    r"|^[ \t]*#(?:\\\n|[^\n])*|\[\[.*?\]\]", re.DOTALL | re.MULTILINE)
CLOSING = {"(": ")", "{": "}", "[": "]"}
ASSIGNMENTS = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="}


class Token(typing.NamedTuple):
    text: str
    line: int


class Class(typing.NamedTuple):
    name: str
    line: int
    methods: list  # names; no constructors, destructors and operators, nothing that is deleted
    fields: list  # names; no constants
    is_aggregate: bool  # a struct without constructors and without private members


def tokens_of(text):
    def blank(found):
        kept = '""' if found.group()[0] in "\"'R" else ""
        return kept + "\n" * found.group().count("\n")

    plain = NOISE.sub(blank, text)
    return [Token(match, number) for number, line in enumerate(plain.split("\n"), 1) for match in TOKEN.findall(line)]


def end_of_group(tokens, at):
    """Behind the bracket that closes the one at `at`."""
    opening, closing, depth = tokens[at].text, CLOSING[tokens[at].text], 0
    for place in range(at, len(tokens)):
        depth += (tokens[place].text == opening) - (tokens[place].text == closing)
        if depth == 0:
            return place + 1
    return len(tokens)


def end_of_angles(tokens, at):
    """Behind the > that closes the < at `at`; `at` + 1 when it is a comparison."""
    depth, place = 0, at
    while place < len(tokens) and tokens[place].text not in (";", "{", "}"):
        text = tokens[place].text
        if text in ("(", "["):
            place = end_of_group(tokens, place)
            continue
        depth += (text == "<") - (text == ">")
        place += 1
        if depth == 0:
            return place
    return at + 1


# Classes


def body_of_class(tokens, at):
    """(name, place of the body's {) when a class is defined at `at`, else None."""
    name, place = "", at + 1
    while place < len(tokens):
        text = tokens[place].text
        if text == "{":
            return name, place
        if text == "<":
            place = end_of_angles(tokens, place)
            continue
        if text == ":":
            while place < len(tokens) and tokens[place].text not in ("{", ";"):
                place += 1
            continue
        if not (text.isidentifier() or text == "::"):
            return None
        name = text if text.isidentifier() and text != "final" else name
        place += 1
    return None


def classes_of(tokens):
    """All of a file, those inside others too."""
    for at, token in enumerate(tokens):
        if token.text not in ("class", "struct") or (at and tokens[at - 1].text in ("enum", "friend")):
            continue
        found = body_of_class(tokens, at)
        if found:
            name, start = found
            body = tokens[start + 1 : end_of_group(tokens, start) - 1]
            texts = [each.text for each in body]
            is_aggregate = token.text == "struct" and "private" not in texts and (name, "(") not in zip(texts, texts[1:])
            yield Class(name, token.line, *members_of(name, body), is_aggregate)


def members_of(name, body):
    methods, fields, at = [], [], 0
    while at < len(body):
        if body[at].text in ("public", "protected", "private") and body[at + 1].text == ":":
            at += 2
            continue
        declaration, at = next_declaration(body, at)
        kind, names = judged(name, declaration)
        (methods if kind == "method" else fields).extend(names)
    return methods, fields


def next_declaration(body, at):
    """(tokens of one declaration, brackets of its bodies and initialisers emptied; the place behind it)"""
    found, has_parameters = [], False
    while at < len(body):
        token = body[at]
        if token.text == ";":
            return found, at + 1
        if token.text == "(":
            has_parameters = has_parameters or not any(t.text == "=" for t in found)
        if token.text == "<" and found and found[-1].text not in ("operator", "="):
            end = end_of_angles(body, at)
            at = end
            continue
        if token.text in CLOSING:
            end = end_of_group(body, at)
            found += [token, Token(CLOSING[token.text], token.line)]
            at = end
            if token.text == "{" and is_body(found, has_parameters) and (at == len(body) or body[at].text not in (";", ",")):
                return found, at
            continue
        found.append(token)
        at += 1
    return found, at


def is_body(found, has_parameters):
    """The { that ends `found` opens a function's body: an initialiser is followed by ; or ,"""
    return has_parameters or found[0].text in ("namespace", "extern")


def judged(class_name, declaration):
    """("method" or "field", names)"""
    texts = [token.text for token in declaration]
    while texts[:1] in (["template"], ["inline"], ["static"], ["mutable"], ["virtual"], ["explicit"]):
        if texts[0] == "static" and "constexpr" in texts[:3]:
            if "(" not in texts[: texts.index("=") if "=" in texts else None]:
                return "field", []
        texts = texts[1:]
    if not texts or texts[0] in ("using", "typedef", "friend", "static_assert"):
        return "field", []
    if texts[0] in ("enum", "class", "struct", "union") and "{" in texts:
        return "field", [text for text in texts[texts.index("{") + 2 :] if text.isidentifier()]
    if texts[0] in ("class", "struct", "enum") and len(texts) == 2:
        return "field", []
    head = texts[: next((i for i, text in enumerate(texts) if text in ("=", "{")), len(texts))]
    if "operator" in texts:
        return "method", []
    if "(" in head:
        name = head[head.index("(") - 1]
        own = name == class_name or "delete" in texts[len(head) :]
        return "method", [] if own else [name]
    names = [head[-1]] if head and head[-1].isidentifier() else []
    names += [texts[i + 1] for i, text in enumerate(texts[:-1]) if text == "," and texts[i + 1].isidentifier()]
    return "field", names


# Statements


def chosen_statements(tokens):
    """Lines of statements that are nothing but `a ? b() : c();`, and of `return a ? b() : void();`."""
    yield from scan(tokens, 0, "}")[1]


def scan(tokens, at, closing):
    """(place behind `closing`, lines found); what stands in ( ) and [ ] ends no statement, blocks in it have their own."""
    lines, statement = [], []
    while at < len(tokens) and tokens[at].text != closing:
        token = tokens[at]
        if token.text in CLOSING:
            at, inner = scan(tokens, at + 1, CLOSING[token.text])
            lines += inner
            statement = [] if token.text == "{" and ends_statement(statement) else [*statement, token]
            continue
        at += 1
        if token.text == ";":
            lines += judged_statement(statement) if closing == "}" else []
            statement = []
        else:
            statement.append(token)
    return at + 1, lines


def ends_statement(statement):
    """A block behind these tokens is no part of an expression."""
    return not any(token.text in ASSIGNMENTS | {"return", "?"} for token in statement)


def judged_statement(statement):
    texts = [token.text for token in statement]
    if "?" not in texts:
        return []
    before = texts[: texts.index("?")]
    if "return" in before:
        return [statement[-1].line] if ("void", "(") in zip(texts, texts[1:]) else []
    if ASSIGNMENTS & set(before) or {"throw", "co_return", "using", "operator"} & set(before):
        return []
    return [statement[texts.index("?")].line]


# Lists of values


def positional_lists(tokens, names):
    """(line, type, count) of lists such as Type{a, b}, Type it{a, b} and Type it = {a, b}, of these types."""
    for at, token in enumerate(tokens):
        name = type_before(tokens, at) if token.text == "{" else None
        if name in names:
            inner = tokens[at + 1 : end_of_group(tokens, at) - 1]
            if inner and inner[0].text != ".":
                yield token.line, name, count_of(inner)


def type_before(tokens, at):
    """The name of the type whose list of values begins at `at`, where one stands there."""
    before = [token.text for token in tokens[max(0, at - 4) : at]]
    if before[-1:] == ["="]:
        before.pop()
    elif len(before) > 1 and before[-2] in ("struct", "class", "namespace"):
        return None
    elif before and before[-1].isidentifier() and (before[-2:-1] == ["return"] or not "".join(before[-2:-1]).isidentifier()):
        return before[-1]
    return before[-2] if len(before) > 1 and before[-1].isidentifier() else None


def count_of(inner):
    count, at = 1, 0
    while at < len(inner):
        text = inner[at].text
        if text in CLOSING:
            at = end_of_group(inner, at)
            continue
        if text == "<":
            at = end_of_angles(inner, at)
            continue
        count += text == "," and at + 1 < len(inner)
        at += 1
    return count
