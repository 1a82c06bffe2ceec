#!/usr/bin/env python3
"""Checks every #include of the project against its layers (docs/architecture.md says why they are so), and that neither
layers nor headers include each other in a circle.

usage: check_includes.py [ROOT]

Prints `file:line: what: why` for each violation and each circle; exits 1 when there is one.
"""

import re
import sys
from pathlib import Path

TOP_FOLDERS = ("kernels", "io", "host", "tests", "bench", "docs")
SUFFIXES = {".h", ".hpp", ".cuh", ".inl", ".c", ".cc", ".cpp", ".cu"}
HEADER_SUFFIXES = {".h", ".hpp", ".cuh", ".inl"}

# Layer -> the layers (or whole folders) it may include besides itself.
MAY_INCLUDE = {
    "host/include": (),
    "kernels/base": (),
    "kernels/features": ("kernels/base",),
    "kernels/algorithms": ("kernels/base",),
    "kernels/linalg": ("kernels/base",),
    "kernels/cpu": ("kernels/base", "kernels/features"),
    "kernels/cuda": ("kernels/base", "kernels/features"),
    "io/files": ("kernels/base", "kernels/features"),
    "io/compress": ("kernels/base",),
    "io/ranks": ("kernels/base",),
    "io/hdf5": ("io/compress", "io/files", "io/ranks", "kernels/base", "kernels/features"),
    "io/zarr": ("io/compress", "io/files", "kernels/base"),
    "host/space": ("io/files", "kernels"),
    "host/notation": ("host/space", "io/files", "kernels"),
    "host/family": ("host/space", "io/files", "kernels"),
    "host/import": ("host/notation", "host/space", "io/files", "kernels"),
    "host/engine": ("host/family", "host/notation", "host/space", "io/files", "kernels"),
    "host/store": ("host/engine", "host/family", "host/notation", "host/space", "io", "kernels"),
    "host/collection": ("host/store", "host/engine", "host/family", "host/notation", "host/space", "io", "kernels"),
    "host/metrics": ("kernels",),
    "host/table": ("host/store", "host/engine", "host/family", "host/notation", "host/space", "io", "kernels"),
    "host/predictor": ("host/table", "host/metrics", "host/store", "host/engine", "host/family", "host/notation", "host/space", "io", "kernels"),
    "host/evaluate": ("host/predictor", "host/table", "host/metrics", "host/store", "host/engine", "host/family", "host/notation", "host/space", "io",
                      "kernels"),
    "host/search": ("host/predictor", "host/table", "host/metrics", "host/store", "host/engine", "host/family", "host/notation", "host/space", "io",
                    "kernels"),
    "host/reproduce": ("host/evaluate", "host/predictor", "host/table", "host/metrics", "host/store", "host/engine", "host/family", "host/notation",
                       "host/space", "io", "kernels"),
    "host/report": ("host/reproduce", "host/evaluate", "host/predictor", "host/table", "host/metrics", "host/store", "host/engine",
                    "host/family", "host/notation", "host/space", "io", "kernels"),
    "host/bench": ("host/search", "host/predictor", "host/table", "host/store", "host/engine", "host/family", "host/notation", "host/space", "io",
                   "kernels"),
    "host/api": ("host/include", "host/search", "host/predictor", "host/table", "host/store", "host/engine", "host/family", "host/notation", "host/space",
                 "io", "kernels"),
    "host/xgboost": (),
    "host/python": ("host/include", "host/api", "host/xgboost", "host/engine", "host/family", "host/notation", "host/search", "host/space", "io", "kernels"),
    "host/cli": ("host", "io", "kernels"),
}
# These see everything, third parties included, and nobody else sees them.
OUTERMOST = ("tests", "bench", "docs")

INCLUDE = re.compile(r"^[ \t]*#[ \t]*(?:include|include_next|import)\b[ \t]*(.*?)[ \t]*$", re.MULTILINE)
NAME = re.compile(r'^(?:"([^"]+)"|<([^>]+)>)')
STANDARD_HEADER = re.compile(r"^[a-z_0-9]+$")  # <vector>, <cstdint>; no dot, no folder
# What may hide an #include that is none, or the start of a comment that is none.
TOKEN = re.compile(
    r'R"(?P<delimiter>[^\s()\\"]{0,16})\((?:.|\n)*?\)(?P=delimiter)"'
    r"|//[^\n]*|/\*(?:.|\n)*?\*/"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9a-fA-F])'(?:[^'\\\n]|\\.)*'"
)


def below(path, folder):
    return path == folder or path.startswith(folder + "/")


def layer_of(path):
    """The layer that a path from the root belongs to; None when there is none."""
    return next((layer for layer in (*MAY_INCLUDE, *OUTERMOST) if below(path, layer)), None)


def allows_hdf5(path):
    return below(path, "io/hdf5")


def allows_zlib(path):
    return below(path, "io/files")


def allows_xgboost(path):
    return path.startswith("host/predictor/booster") or below(path, "host/xgboost")


def allows_python(path):
    return below(path, "host/python")


def allows_mpi(path):
    return below(path, "io/ranks")


def allows_libsvm(path):
    return path == "host/predictor/kinds/svr.cpp"


def allows_cuda(path):
    suffix = Path(path).suffix
    return suffix in (".cu", ".cuh") or (below(path, "kernels") and suffix in HEADER_SUFFIXES)


def allows_thrust(path):
    # Its OpenMP backend needs no CUDA compiler.
    return allows_cuda(path) or below(path, "kernels/algorithms")


def allows_blas(path):
    return below(path, "kernels/linalg") and not path.endswith(".cu")


def allows_cublas(path):
    return below(path, "kernels/linalg") and allows_cuda(path)


def allows_cli11(path):
    return below(path, "host/cli")


def allows_json(path):
    return not below(path, "kernels")


FRONT_DOOR_FOR_ALL = ("error", "types", "version")  # what is the same inside and outside


def allows_front_door(path):
    return any(below(path, folder) for folder in ("host/include", "host/api", "host/python"))


def allows_family_of_others(path):
    return allows_front_door(path) or below(path, "host/family")


# Pattern of the included name, who may include it, why the others may not.
THIRD_PARTIES = (
    (re.compile(r"cartograf/family\.hpp$"), allows_family_of_others, "<cartograf/family.hpp> is for host/family and the front door"),
    (re.compile(r"cartograf/(?!(?:" + "|".join(FRONT_DOOR_FOR_ALL) + r"|family)\.hpp$)"), allows_front_door,
     "<cartograf/...> but for " + ", ".join(FRONT_DOOR_FOR_ALL) + " is for host/api, host/python and programs of others"),
    (re.compile(r"(?:hdf5/serial/)?(?:hdf5|hdf5_hl|H5[A-Za-z0-9_]*)\.(?:h|hpp)$"), allows_hdf5,
     "HDF5 is named only in io/hdf5/"),
    (re.compile(r"z(?:lib|conf)\.h$"), allows_zlib, "zlib is named only in io/files/"),
    (re.compile(r"xgboost/"), allows_xgboost, "the XGBoost C API is named only in host/predictor/booster* and host/xgboost/"),
    (re.compile(r"nanobind/|Python\.h$"), allows_python, "Python is named only in host/python/"),
    (re.compile(r"mpi\.h$"), allows_mpi, "MPI is named only in io/ranks/, and by HDF5's own header"),
    (re.compile(r"(?:libsvm/)?svm\.h$"), allows_libsvm, "libsvm is named only in host/predictor/kinds/svr.cpp"),
    (re.compile(r"(?:cblas|lapacke?|f77blas|openblas_config)[A-Za-z0-9_]*\.h$"), allows_blas,
     "OpenBLAS is named only in kernels/linalg/"),
    (re.compile(r"(?:cublas|cusolver)[A-Za-z0-9_]*\.h$"), allows_cublas,
     "cuBLAS and cuSOLVER are named only in .cu files and headers of kernels/linalg/"),
    (re.compile(r"(?:cuda|cub|nvtx3|cooperative_groups)/|(?:cuda|curand|cusparse)[A-Za-z0-9_]*\.h$"
                r"|(?:cooperative_groups|device_launch_parameters|mma)\.h$"), allows_cuda,
     "CUDA is named only in .cu and .cuh files and in headers of kernels/"),
    (re.compile(r"thrust/"), allows_thrust, "Thrust is named only in .cu and .cuh files, headers of kernels/ and kernels/algorithms/"),
    (re.compile(r"CLI/"), allows_cli11, "CLI11 is named only in host/cli/"),
    (re.compile(r"nlohmann/"), allows_json, "JSON has no place in kernels/"),
)


def layer_violation(layer, included):
    target = layer_of(included)
    if target is None:
        return f"{included} is in no known layer"
    if target == layer or layer in OUTERMOST:
        return None
    if any(below(target, folder) for folder in MAY_INCLUDE[layer]):
        return None
    allowed = ", ".join(MAY_INCLUDE[layer]) or "the standard library"
    return f"{layer} may include only itself and {allowed}"


def third_party_violation(path, layer, included):
    if layer in OUTERMOST:
        return None
    return next((why for pattern, allows, why in THIRD_PARTIES if pattern.match(included) and not allows(path)), None)


def quoted_violation(path, layer, included):
    if ".." in included.split("/") or included.split("/")[0] not in TOP_FOLDERS:
        return "a quoted include is written from the repository root and starts with one of " + ", ".join(TOP_FOLDERS)
    return layer_violation(layer, included) or third_party_violation(path, layer, included)


def angled_violation(path, layer, included):
    if layer not in OUTERMOST and included.split("/")[0] in TOP_FOLDERS:
        return "our own headers are included with quotes"
    # OpenMP is part of the compiler, like the standard library; how much memory there is, and that a process was forked, only the system
    # knows.
    allowed_in_base = ("omp.h", "pthread.h", "sys/mman.h")
    if layer == "kernels/base" and not STANDARD_HEADER.match(included) and included not in allowed_in_base and not included.startswith("cartograf/"):
        return "kernels/base may include only the standard library, omp.h, pthread.h, sys/mman.h and <cartograf/...>"
    if layer == "host/include" and not STANDARD_HEADER.match(included) and not included.startswith("cartograf/"):
        return "the front door may include only the standard library and itself"
    return third_party_violation(path, layer, included)


def without_comments(text):
    """The text with comments and raw strings blanked, line numbers kept."""
    def blank(match):
        token = match.group(0)
        return token if token[0] in "\"'" else "\n" * token.count("\n") or " "
    return TOKEN.sub(blank, text)


def check_include(path, layer, operand):
    name = NAME.match(operand)
    if name is None:
        return "an include that cannot be read here cannot be checked"
    quoted, angled = name.groups()
    return quoted_violation(path, layer, quoted) if quoted else angled_violation(path, layer, angled)


def check_text(path, text):
    """Yields (line, what, why) for each violation in one file; `path` is from the root, with slashes."""
    layer = layer_of(path)
    if layer is None:
        yield 1, "file", "in no known layer"
        return
    clean = without_comments(text)
    for match in INCLUDE.finditer(clean):
        why = check_include(path, layer, match.group(1))
        if why:
            yield clean.count("\n", 0, match.start()) + 1, f"#include {match.group(1)}", why


def own_header_violation(path, text, texts):
    """A source file includes the header of its name first, so that a header that lacks something does not compile."""
    header = re.sub(r"\.(?:cpp|cu)$", ".hpp", path)
    if header == path or header not in texts:
        return None
    first = INCLUDE.search(without_comments(text))
    if first and first.group(1) == f'"{header}"':
        return None
    return f"{path}:1: a source file includes its own header, {header}, first"


def own_includes(text):
    """Yields (line, included) for each include with quotes."""
    clean = without_comments(text)
    for match in INCLUDE.finditer(clean):
        name = NAME.match(match.group(1))
        if name and name.group(1):
            yield clean.count("\n", 0, match.start()) + 1, name.group(1)


def cycles(graph):
    """The circles of a graph {node: successors} that a depth-first walk closes, each as [a, b, ..., a]."""
    found, done = [], set()
    for start in sorted(graph):
        if start in done:
            continue
        path, successors = [start], [iter(sorted(graph[start]))]
        while path:
            following = next(successors[-1], None)
            if following is None:
                done.add(path.pop())
                successors.pop()
            elif following in path:
                found.append(path[path.index(following):] + [following])
            elif following in graph and following not in done:
                path.append(following)
                successors.append(iter(sorted(graph[following])))
    return found


def layer_graph(texts):
    """{layer: {layer it includes: "file:line" of one such include}} of {path: text}."""
    graph = {}
    for path, text in texts.items():
        layer = layer_of(path)
        if layer in OUTERMOST:
            continue
        for line, included in own_includes(text):
            target = layer_of(included)
            if target not in (None, layer, *OUTERMOST):
                graph.setdefault(layer, {}).setdefault(target, f"{path}:{line}")
    return graph


def header_graph(texts):
    """{header: {header it includes: "file:line"}} of {path: text}."""
    headers = {path: text for path, text in texts.items() if Path(path).suffix in HEADER_SUFFIXES}
    return {path: {included: f"{path}:{line}" for line, included in own_includes(text) if included in headers}
            for path, text in headers.items()}


def allowed_graph():
    """What MAY_INCLUDE permits, layer by layer."""
    return {layer: {other for other in MAY_INCLUDE for folder in folders if other != layer and below(other, folder)}
            for layer, folders in MAY_INCLUDE.items()}


def check_cycles(texts):
    """Yields one text for each circle: of the rules, of layers and of headers."""
    for circle in cycles(allowed_graph()):
        yield f"scripts/check_includes.py: the rules allow a circle: {' -> '.join(circle)}"
    for what, graph in (("layers", layer_graph(texts)), ("headers", header_graph(texts))):
        for circle in cycles(graph):
            places = ", ".join(graph[a][b] for a, b in zip(circle, circle[1:]))
            yield f"{graph[circle[0]][circle[1]]}: circle of {what}: {' -> '.join(circle)}: see {places}"


def source_files(root):
    for folder in TOP_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                yield path


def main(arguments):
    if len(arguments) > 1:
        print(__doc__, file=sys.stderr)
        return 2
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent
    texts = {file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in source_files(root)}
    complaints = [f"{path}:{line}: {what}: {why}" for path, text in texts.items() for line, what, why in check_text(path, text)]
    complaints += [complaint for path, text in texts.items() if (complaint := own_header_violation(path, text, texts))]
    complaints += check_cycles(texts)
    for complaint in complaints:
        print(complaint)
    files, violations = len(texts), len(complaints)
    if files == 0:
        print(f"no source files below {root}", file=sys.stderr)
        return 1
    print(f"includes: {files} files, {violations} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
