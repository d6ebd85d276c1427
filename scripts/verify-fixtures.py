"""Runs the literate tests under PyTorch and compares what they claim. Reads the claims as JSON from standard input.

Every top-level statement runs on its own, so that a program goes on after an error as the analysis does; the names that a
failed statement would have bound hold a Poison from there on. Models that nothing calls run with several sizes.
"""
import ast, io, json, os, random, re, sys, tempfile, traceback, warnings
from contextlib import redirect_stdout

import torch

warnings.simplefilter("ignore")
os.environ.setdefault("N", "3")


class Poisoned(Exception):
    pass


class Poison:
    """What a failed statement leaves behind: whatever touches it fails too, and that is no news."""
    def fail(self, *args, **kwargs):
        raise Poisoned()
    __getattr__ = __call__ = __iter__ = __getitem__ = __add__ = __radd__ = __mul__ = __matmul__ = __len__ = __bool__ = fail
    __torch_function__ = classmethod(fail)


class Watch(ast.NodeTransformer):
    """Wraps the values of claimed statements in `seen_value(index, value)`."""
    def __init__(self, shapes):
        self.places = {(shape["line"] + 1, shape["column"]): index for index, shape in enumerate(shapes)}

    def visit(self, node):
        self.generic_visit(node)
        if not isinstance(node, (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return)):
            return node
        index = self.places.get((node.lineno, node.col_offset))
        if index is None or node.value is None:
            return node
        if isinstance(node, ast.AugAssign):
            target = ast.copy_location(ast.parse(ast.unparse(node.target), mode="eval").body, node)
            return [node, ast.copy_location(ast.Expr(seen(index, target)), node)]
        node.value = seen(index, node.value)
        return node


def seen(index, value):
    return ast.copy_location(ast.Call(ast.copy_location(ast.Name("seen_value", ast.Load()), value), [ast.copy_location(ast.Constant(index), value), value], []), value)


def shape_of(value):
    if isinstance(value, torch.Tensor):
        return list(value.shape)
    if isinstance(value, tuple):
        return {"t": [shape_of(item) for item in value]}
    if isinstance(value, list):
        return {"l": [shape_of(item) for item in value]}
    if isinstance(value, dict):
        return {"d": {str(key): shape_of(item) for key, item in value.items()}}
    return None


def agrees(seen, claimed, sizes):
    """A claim of nothing agrees with anything."""
    if claimed is None:
        return True
    if isinstance(claimed, list):
        return isinstance(seen, list) and len(seen) == len(claimed) and all(want is None or size(want, sizes) == got for got, want in zip(seen, claimed))
    if not isinstance(seen, dict) or seen.keys() != claimed.keys():
        return False
    (kind,) = claimed
    if kind == "d":
        return seen["d"].keys() == claimed["d"].keys() and all(agrees(seen["d"][key], claimed["d"][key], sizes) for key in claimed["d"])
    return len(seen[kind]) == len(claimed[kind]) and all(agrees(got, want, sizes) for got, want in zip(seen[kind], claimed[kind]))


def size(text, sizes):
    if isinstance(text, int):
        return text
    try:
        return eval(text, {"max": max, "min": min}, dict(sizes))
    except NameError:
        return None


def with_sizes(text, sizes):
    """A message's symbolic sizes as numbers."""
    def number(match):
        value = size(match[0], sizes)
        return match[0] if value is None else str(value)
    for name in sizes:
        text = re.sub(r"(?<=[(\[, ])[^()\[\],]*\b" + name + r"\b[^()\[\],]*(?=[)\],])", number, text)
    return text


class Run:
    def __init__(self, fixture, folder):
        self.fixture, self.folder = fixture, folder
        self.visits = {}
        self.raised = []
        self.sizes = {}

    def see(self, index, value):
        if not isinstance(value, Poison):
            self.visits.setdefault(index, []).append((shape_of(value), self.sizes))
        return value

    def guarded(self, action):
        try:
            return action()
        except Poisoned:
            pass
        except Exception as error:
            places = [(os.path.relpath(frame.filename, self.folder), frame.lineno - 1) for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(self.folder)]
            if not isinstance(error, RecursionError) and not any(isinstance(each, Poisoned) for each in (error.__cause__, error.__context__)):
                self.raised.append((f"{type(error).__name__}: {error}", places, self.sizes))
        return Poison()

    def script(self):
        path = os.path.join(self.folder, "main.py")
        tree = Watch(self.fixture["shapes"]).visit(ast.parse(self.fixture["files"]["main.py"]["text"]))
        names = {"__name__": "__main__", "__file__": path, "seen_value": self.see}
        for statement in tree.body:
            code = compile(ast.fix_missing_locations(ast.Module([statement], [])), path, "exec")
            try:
                outcome = self.guarded(lambda: exec(code, names))
            except SystemExit:
                break
            if isinstance(outcome, Poison):
                for node in ast.walk(statement):
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                        names[node.id] = Poison()
        return names

    def model(self, model, names):
        target = names.get(model["name"])
        for _ in range(4):
            sizes = self.some_sizes(model, target)
            if sizes is None:
                self.raised.append((f"no sizes meet {model['contract']}", [], {}))
                return
            self.sizes = sizes
            inputs = {name: torch.zeros([size(dim, sizes) or random.randint(1, 9) for dim in dims]) for name, dims in model["inputs"].items()}
            if isinstance(target, type):
                made = self.guarded(lambda: target(**{name: sizes[name] for name in self.required(target)}))
                self.guarded(lambda: made(**inputs))
            else:
                self.guarded(lambda: target(**inputs))
        self.sizes = {}

    @staticmethod
    def required(target):
        import inspect
        if not isinstance(target, type):
            return []
        parameters = inspect.signature(target.__init__).parameters.values()
        return [each.name for each in list(parameters)[1:] if each.default is each.empty and each.kind == each.POSITIONAL_OR_KEYWORD]

    def some_sizes(self, model, target):
        names = sorted({name for dims in model["inputs"].values() for dim in dims for name in re.findall(r"[A-Za-z_]\w*", dim)} | set(self.required(target)))
        for _ in range(20000):
            sizes = {name: random.randint(2, 70) for name in names}
            if all(size(condition, sizes) for condition in model["contract"]):
                return sizes
        return None


def complaints(fixture, folder):
    for name, file in fixture["files"].items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as out:
            out.write(file["text"])
    try:
        ast.parse(fixture["files"]["main.py"]["text"])
    except SyntaxError:
        return "is no Python"
    run = Run(fixture, folder)
    with redirect_stdout(io.StringIO()):
        names = run.script()
        for model in fixture["models"]:
            run.model(model, names)
    if any("ModuleNotFoundError" in message for message, _, _ in run.raised):
        return "imports what is nowhere"
    found = []
    unclaimed = list(run.raised)
    for claim in fixture["errors"]:
        met = [each for each in run.raised if with_sizes(claim["text"], each[2]) in each[0] and any((claim["file"], line) in each[1] or any(at == line for _, at in each[1]) for line in claim["lines"])]
        if not met:
            found.append(f"line {claim['at']}: not raised: {claim['text']}")
        unclaimed = [each for each in unclaimed if each not in met]
    for message, places, sizes in unclaimed:
        if not any(line in fixture["ignored"] for _, line in places):
            lines = [fixture["files"][name]["lines"][line] for name, line in places if name in fixture["files"]]
            found.append(f"line {lines}: raised {sizes or ''}: {message}")
    for index, claim in enumerate(fixture["shapes"]):
        visits = run.visits.get(index, [])
        for shape, sizes in visits:
            if not any(agrees(shape, each, sizes) for each in claim["expected"]):
                found.append(f"line {claim['at']}: the shape is {shape} with {sizes}, not {claim['expected']}")
        for each in claim["expected"]:
            if each is not None and not any(agrees(shape, each, sizes) for shape, sizes in visits):
                found.append(f"line {claim['at']}: never has the shape {each}")
    return found


def main():
    fixtures = json.load(sys.stdin)
    confirmed = failed = apart = 0
    for fixture in fixtures:
        random.seed(1)
        sys.argv = ["main.py", "small"]
        torch.manual_seed(1)
        with tempfile.TemporaryDirectory() as folder:
            folder = os.path.realpath(folder)
            before = set(sys.modules)
            sys.path.insert(0, folder)
            try:
                found = complaints(fixture, folder)
            finally:
                sys.path.remove(folder)
                for name in set(sys.modules) - before:
                    if getattr(sys.modules[name], "__file__", None) and sys.modules[name].__file__.startswith(folder):
                        del sys.modules[name]
        if isinstance(found, str):
            apart += 1
        elif found:
            failed += 1
            print(f"{fixture['file']}: {fixture['name']}")
            for line in found:
                print(f"  {line}")
        else:
            confirmed += 1
    print(f"PyTorch {torch.__version__} confirms {confirmed} tests and contradicts {failed}; {apart} can't run (they import what is nowhere, or are no Python)")
    sys.exit(1 if failed else 0)


main()
