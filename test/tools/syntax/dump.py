"""Prints the nodes of CPython's `ast` for the files named on standard input: one line of JSON for each file.

A file is {"file", "nodes": [[kind, line, column, end line, end column, detail], ...]}, with lines from 0 and columns in
UTF-8 bytes; kinds and details are those of core/syntax/ast.ts. Insides of f-strings are left out: Python 3.11 misplaces them.
With --rows, each file's nodes are written beside it instead, as FILE.txt, one node on a line.
"""
import ast
import json
import sys
import warnings

warnings.simplefilter("ignore")

OPERATORS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**", "MatMult": "@", "BitAnd": "&", "BitOr": "|",
    "BitXor": "^", "LShift": "<<", "RShift": ">>", "USub": "-", "UAdd": "+", "Invert": "~", "Not": "not", "And": "and", "Or": "or",
    "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "Is": "is", "IsNot": "is not", "In": "in", "NotIn": "not in",
}
RENAMED = {
    "AsyncFunctionDef": "FunctionDef", "AsyncFor": "For", "AsyncWith": "With", "TryStar": "Try", "JoinedStr": "FString", "ListComp": "Comprehension",
    "SetComp": "Comprehension", "DictComp": "Comprehension", "GeneratorExp": "Comprehension", "MatchSingleton": "MatchValue",
}


def operator(node):
    return OPERATORS[type(node).__name__]


def describe(node):
    name = type(node).__name__
    detail = None
    if name == "Constant":
        value = node.value
        if isinstance(value, str):
            return "String", value if value.isprintable() else None
        if isinstance(value, bytes):
            return "Bytes", None
        if value is None or value is ... or isinstance(value, bool):
            return "Constant", "Ellipsis" if value is ... else str(value)
        exact = isinstance(value, float) or (isinstance(value, int) and abs(value) < 2**53)
        if not exact or abs(value) > 1e300:
            return "Number", None
        return "Number", int(value) if value == int(value) else value
    if name in ("BinOp", "UnaryOp", "BoolOp", "AugAssign"):
        detail = operator(node.op)
    elif name == "Compare":
        detail = " ".join(map(operator, node.ops))
    elif name in ("Name",):
        detail = node.id
    elif name == "Attribute":
        detail = node.attr
    elif name == "arg" or name == "keyword":
        detail = node.arg
    elif name in ("FunctionDef", "AsyncFunctionDef", "ClassDef"):
        detail = node.name
    return RENAMED.get(name, name), detail


def walk(node, nodes):
    if hasattr(node, "lineno") and not (isinstance(node, ast.alias) and node.name == "*"):
        kind, detail = describe(node)
        nodes.append([kind, node.lineno - 1, node.col_offset, node.end_lineno - 1, node.end_col_offset, detail])
    if isinstance(node, ast.JoinedStr):
        return
    for child in ast.iter_child_nodes(node):
        walk(child, nodes)


sys.setrecursionlimit(20000)
for path in sys.stdin.read().split("\n"):
    if not path:
        continue
    try:
        source = open(path, "rb").read()
        source.decode("utf-8")
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        continue
    nodes = []
    walk(tree, nodes)
    if "--rows" in sys.argv:
        with open(path.removesuffix(".py") + ".txt", "w") as rows:
            for *place, detail in nodes:
                print(*place, *([] if detail is None else [json.dumps(detail, ensure_ascii=False)]), file=rows)
    else:
        print(json.dumps({"file": path, "nodes": nodes}), flush=True)
