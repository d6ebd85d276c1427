"""Records what CPython answers: `python3 test/unit/interp/record.py` rewrites the answers in expressions/*.txt.

A section is a title (`# …`), statements, a line `---`, and expressions, each followed by `=> repr(value)` or `=> Type: message`.
"""
import contextlib
import io
import pathlib
import warnings

warnings.simplefilter("ignore")


def answer(setup, expression):
    scope = {"__name__": "__main__"}
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(setup, scope)
            return repr(eval(expression, scope))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def rewrite(text):
    sections = []
    for section in text.strip().split("\n\n# "):
        head, body = section.removeprefix("# ").split("\n---\n") if "\n---\n" in section else (section.removeprefix("# ").split("\n")[0], "\n".join(section.split("\n")[1:]))
        title, _, setup = head.partition("\n")
        expressions = [line for line in body.split("\n") if line and not line.startswith("=> ")]
        lines = [line for expression in expressions for line in (expression, f"=> {answer(setup, expression)}")]
        sections.append("\n".join([f"# {title}", *([setup, "---"] if setup else []), *lines]))
    return "\n\n".join(sections) + "\n"


for path in sorted(pathlib.Path(__file__).parent.glob("expressions/*.txt")):
    path.write_text(rewrite(path.read_text()))
