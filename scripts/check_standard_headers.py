#!/usr/bin/env python3
"""Checks that each source file includes the standard headers of the names that it uses, so that it also compiles with a
standard library whose headers do not happen to include each other in the same way.

usage: check_standard_headers.py [--fix] [ROOT]

Prints `file:line: std::NAME needs <HEADER>` for the first use of each header that neither the file nor the header of its own
name includes; --fix adds the includes. Types that interfaces are made of (std::vector, std::string) may also come with a
header of the project that the file includes. Exits 1 when something is missing (without --fix).
"""

import re
import sys
from pathlib import Path

from check_includes import INCLUDE, own_includes, source_files, without_comments

# Names that only one header is sure to declare. Those that the standard lets several headers declare (std::size_t, std::swap,
# std::move, std::hash, std::begin) are left out.
NAMES = {
    "algorithm": "adjacent_find all_of any_of binary_search clamp copy copy_if copy_n count count_if equal equal_range fill fill_n "
                 "find find_first_of find_if find_if_not for_each generate generate_n includes is_sorted iter_swap "
                 "lexicographical_compare lower_bound make_heap max max_element merge min min_element minmax minmax_element "
                 "mismatch next_permutation none_of nth_element partial_sort partition pop_heap push_heap remove remove_if replace "
                 "reverse rotate search set_difference set_intersection set_union shuffle sort sort_heap stable_partition "
                 "stable_sort swap_ranges transform unique upper_bound",
    "array": "array to_array",
    "atomic": "atomic atomic_flag atomic_ref memory_order_relaxed memory_order_acquire memory_order_release",
    "bit": "bit_cast bit_ceil bit_floor bit_width countl_one countl_zero countr_one countr_zero endian has_single_bit popcount",
    "cctype": "isalnum isalpha isdigit isprint isspace isupper tolower toupper",
    "cerrno": "",
    "charconv": "chars_format from_chars from_chars_result to_chars",
    "chrono": "chrono",
    "cmath": "ceil cos erf erfc exp expm1 floor fmod frexp hypot isfinite isinf isnan ldexp lgamma llround log log10 log1p log2 lround "
             "nearbyint nextafter pow round signbit sin sqrt tgamma trunc",
    "concepts": "convertible_to derived_from floating_point integral invocable same_as signed_integral unsigned_integral",
    "condition_variable": "condition_variable condition_variable_any",
    "csignal": "raise sig_atomic_t signal",
    "cstdint": "int8_t int16_t int32_t int64_t intptr_t uint8_t uint16_t uint32_t uint64_t uintptr_t",
    "cstdio": "fclose fflush fgets fopen fprintf fputc fputs fread fseek ftell fwrite printf puts snprintf FILE",
    "cstdlib": "abort atexit atoi exit free getenv malloc strtod strtol strtoll strtoul strtoull system",
    "cstring": "memchr memcmp memcpy memmove memset strchr strcmp strerror strlen strncmp strrchr strstr",
    "deque": "deque",
    "exception": "current_exception exception exception_ptr rethrow_exception terminate uncaught_exceptions",
    "filesystem": "filesystem",
    "fstream": "fstream ifstream ofstream",
    "functional": "bind function greater less minus multiplies not_fn plus reference_wrapper",
    "iomanip": "setfill setprecision setw",
    "iostream": "cerr cin clog cout",
    "iterator": "advance back_inserter distance inserter istream_iterator istreambuf_iterator make_move_iterator move_iterator "
                "ostream_iterator ostreambuf_iterator reverse_iterator",
    "limits": "numeric_limits",
    "list": "list",
    "map": "map multimap",
    "memory": "enable_shared_from_this make_shared make_unique shared_ptr unique_ptr weak_ptr",
    "mutex": "adopt_lock call_once lock_guard mutex once_flag recursive_mutex scoped_lock unique_lock",
    "new": "bad_alloc launder nothrow",
    "numbers": "numbers",
    "numeric": "accumulate exclusive_scan gcd inclusive_scan inner_product iota lcm midpoint partial_sum reduce transform_reduce",
    "optional": "nullopt optional",
    "queue": "priority_queue queue",
    "random": "mt19937 mt19937_64 normal_distribution random_device seed_seq uniform_int_distribution uniform_real_distribution",
    "regex": "regex regex_match regex_replace regex_search smatch sregex_iterator",
    "set": "multiset set",
    "span": "as_bytes as_writable_bytes dynamic_extent span",
    "sstream": "istringstream ostringstream stringstream",
    "stdexcept": "domain_error invalid_argument length_error logic_error out_of_range overflow_error range_error runtime_error",
    "string": "getline stod stoi stol stoll stoul stoull string to_string",
    "string_view": "string_view",
    "system_error": "errc error_code generic_category make_error_code system_category system_error",
    "thread": "jthread this_thread thread",
    "tuple": "forward_as_tuple make_tuple tie tuple tuple_element_t tuple_size_v",
    "type_traits": "conditional_t decay_t enable_if_t false_type integral_constant invoke_result_t is_arithmetic_v is_base_of_v is_const_v "
                   "is_enum_v is_floating_point_v is_integral_v is_invocable_v is_pointer_v is_same_v is_signed_v "
                   "is_trivially_copyable_v is_unsigned_v is_void_v make_signed_t make_unsigned_t remove_const_t remove_cv_t "
                   "remove_cvref_t remove_pointer_t remove_reference_t true_type underlying_type_t",
    "unordered_map": "unordered_map unordered_multimap",
    "unordered_set": "unordered_multiset unordered_set",
    "utility": "as_const cmp_equal cmp_greater cmp_less exchange in_place index_sequence integer_sequence make_index_sequence make_pair "
               "pair piecewise_construct unreachable",
    "variant": "get_if holds_alternative monostate variant visit",
    "vector": "vector",
}
HEADER_OF = {name: header for header, names in NAMES.items() for name in names.split()}
# A header that promises the names of another.
PROMISES = {"iostream": ("istream", "ostream"), "string": ("string_view",), "fstream": (), "map": (), "thread": ("chrono",)}
# What the interface of a header is made of comes with that header.
OF_INTERFACES = {"array", "chrono", "cstdint", "exception", "filesystem", "functional", "map", "memory", "optional", "random", "set", "span", "string",
                 "string_view", "tuple", "utility", "variant", "vector"}
USE = re.compile(r"\bstd::(?:ranges::)?([a-zA-Z_][a-zA-Z_0-9]*)")
STANDARD = re.compile(r"<([a-z_0-9]+)>")


def included_headers(text):
    return {name.group(1) for match in INCLUDE.finditer(text) if (name := STANDARD.match(match.group(1)))}


def project_includes(text):
    """Paths from the root of the project's headers that the text includes, in quotes or by the front door's name."""
    yield from (included for _, included in own_includes(text))
    yield from ("host/include/" + name for name in re.findall(r"#include <(cartograf/[a-z_]+\.hpp)>", text))


def headers_that_come(path, texts, headers_of):
    """The standard headers that a file may count on: its own, those of the header of its name, and of the headers of the
    project that it includes, directly or not, those that interfaces are made of."""
    own = re.sub(r"\.(?:cpp|cu)$", ".hpp", path)
    there = headers_of[path] | headers_of.get(own, set())
    seen, waiting = set(), [path]
    while waiting:
        for included in project_includes(texts[waiting.pop()]):
            if included in texts and included not in seen:
                seen.add(included)
                waiting.append(included)
    there |= {header for included in seen for header in headers_of[included] if header in OF_INTERFACES}
    return there | {other for header in there for other in PROMISES.get(header, ())}


def missing_headers(text, there):
    """[(line, name, header)] of the first use that lacks its header; `there` is the set of headers that it may count on."""
    clean = without_comments(text)
    found = {}
    for match in USE.finditer(clean):
        header = HEADER_OF.get(match.group(1))
        if header and header not in there:
            found.setdefault(header, (clean.count("\n", 0, match.start()) + 1, match.group(1), header))
    return sorted(found.values())


def with_headers(text, headers):
    """The text with <header> lines among the standard includes, in order."""
    lines = text.split("\n")
    places = [i for i, line in enumerate(lines) if re.match(r"#include <[a-z_0-9]+>$", line)]
    for header in sorted(headers):
        new = f"#include <{header}>"
        if places:
            at = next((i for i in places if lines[i] > new), places[-1] + 1)
        else:
            includes = [i for i, line in enumerate(lines) if line.startswith("#include")]
            start = next((i for i, line in enumerate(lines) if line.startswith("#pragma once")), None)
            at = includes[0] + 1 if includes and start is None else (start + 1 if start is not None else 0)
            lines.insert(at, "")
            at += 1
            if at < len(lines) and lines[at] != "":
                lines.insert(at, "")
        lines.insert(at, new)
        places = [i for i, line in enumerate(lines) if re.match(r"#include <[a-z_0-9]+>$", line)]
    return "\n".join(lines)


def main(arguments):
    fix = "--fix" in arguments
    folders = [argument for argument in arguments if argument != "--fix"]
    if len(folders) > 1 or any(folder.startswith("-") for folder in folders):
        print(__doc__, file=sys.stderr)
        return 2
    root = Path(folders[0]) if folders else Path(__file__).resolve().parent.parent
    texts = {file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in source_files(root)}
    headers_of = {path: included_headers(without_comments(text)) for path, text in texts.items()}
    n_missing = 0
    for path, text in texts.items():
        missing = missing_headers(text, headers_that_come(path, texts, headers_of))
        n_missing += len(missing)
        if fix and missing:
            (root / path).write_text(with_headers(text, [header for _, _, header in missing]), encoding="utf-8")
        for line, name, header in missing:
            print(f"{path}:{line}: std::{name} needs <{header}>" + (", added" if fix else ""))
    if not texts:
        print(f"no source files below {root}", file=sys.stderr)
        return 1
    print(f"standard headers: {len(texts)} files, {n_missing} missing" + (" and added" if fix else ""))
    return 1 if n_missing and not fix else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
