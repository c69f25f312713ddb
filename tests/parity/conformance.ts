// deno-lint-ignore-file camelcase -- the names are those of the Python tests
/** The 50 test functions of stackscope's suite (parity spec, section 5), each with its verdict and the tests that show it. */

/** A row of the list. */
export interface Row {
  /** Section of the spec. */
  readonly section: "5.1" | "5.2" | "5.3";
  /** Name of the Python test. */
  readonly python: string;
  /** Carried over nearly as it is; the same intent by other means; no counterpart. */
  readonly verdict: "port" | "adapt" | "n/a";
  /** Tests elsewhere that show it too: file, and how the name begins. */
  readonly also?: readonly (readonly [file: string, name: string])[];
}

/** Why a row has no counterpart. */
export const NOT_APPLICABLE: Readonly<Record<string, string>> = {
  test_unreachable_pop_block: "bytecode that only CPython 3.8 emits: there is no bytecode to read here",
  test_greenlet: "JavaScript has no greenlets; what is kept of it, a redirect into what has ended, has a test",
  test_greenback: "a bridge between greenlets and coroutines; stack switching for WebAssembly (JSPI) is not looked at",
};

function rows(section: Row["section"], verdict: Row["verdict"], names: string): Row[] {
  return names.trim().split(/\s+/).map((python) => ({ section, python, verdict, also: ALSO[python] }));
}

const ALSO: Readonly<Record<string, Row["also"]>> = {
  test_unexpected_aexit_sequence: [
    ["tests/heap/snapshot_test.ts", "parseSnapshot() throws a clear error"],
    ["tests/heap/await_graph_test.ts", "readAwaitGraph() ends when reactions form a circle"],
  ],
  test_trickery_unavailable: [["tests/extract/extract_test.ts", "without --allow-sys"]],
  test_identity_dict: [["tests/dispatch/prune_test.ts", "IdentityMap tells keys by identity"]],
  test_registration_through_method: [["tests/dispatch/customize_test.ts", "customize() decorates methods"]],
  test_module_beats_local: [["tests/dispatch/glue_test.ts", "built-in glue gives way to that of the library"]],
  test_glue_error: [["tests/dispatch/glue_test.ts", "installGlue() notes glue that fails once"]],
  test_prune: [["tests/dispatch/prune_test.ts", "PRUNE has a readable text"]],
  test_errors: [["tests/extract/extract_test.ts", "the doors throw TypeError for what is no frame"]],
  test_extract_until: [["tests/extract/extract_test.ts", "extractUntil() limits"]],
  test_format_oddities: [["tests/format/tree_parts_test.ts", "formatStack()"]],
  test_trio_nursery: [["tests/glue/effection_test.ts", "extract() shows child tasks in the scope"]],
};

/** All rows, in the order of the spec. */
export const ROWS: readonly Row[] = [
  ...rows("5.1", "adapt", "test_trickery_unavailable test_contexts_by_referents"),
  ...rows("5.1", "port", "test_frame_not_started test_non_async_yf"),
  ...rows("5.1", "adapt", "test_aexit_extended_arg"),
  ...rows("5.1", "port", "test_jump_out_of_context test_multiline_with test_context_all_exits_are_jumps"),
  ...rows("5.1", "n/a", "test_unreachable_pop_block"),
  ...rows("5.1", "adapt", "test_unexpected_aexit_sequence"),
  ...rows("5.1", "port", "test_acm_in_finally"),
  ...rows("5.1", "adapt", "test_dangling_frame test_assignment_targets"),
  ...rows("5.2", "adapt", "test_identity_dict test_registration_through_functools_wraps_or_partial"),
  ...rows("5.2", "adapt", "test_registration_through_code_object"),
  ...rows("5.2", "port", "test_registration_through_unsupported test_registration_through_method"),
  ...rows("5.2", "adapt", "test_registration_through_nested"),
  ...rows("5.2", "port", "test_module_beats_local test_glue_error test_prune"),
  ...rows("5.3", "port", "test_running test_suspended"),
  ...rows("5.3", "n/a", "test_greenlet"),
  ...rows("5.3", "port", "test_elaborate_fails"),
  ...rows("5.3", "adapt", "test_greenlet_in_other_thread"),
  ...rows("5.3", "port", "test_exiting test_errors test_extract_until"),
  ...rows("5.3", "adapt", "test_running_in_thread test_stack_of_not_alive_thread test_trace_into_thread"),
  ...rows("5.3", "port", "test_unknown_awaitable"),
  ...rows("5.3", "adapt", "test_cant_get_referents test_cant_find_running_frame"),
  ...rows("5.3", "port", "test_with_trickery_disabled test_trio_nursery"),
  ...rows("5.3", "adapt", "test_trio_threads test_pytest_trio_glue"),
  ...rows("5.3", "n/a", "test_greenback"),
  ...rows("5.3", "port", "test_exitstack_formatting test_asyncexitstack_formatting test_acm_exiting"),
  ...rows("5.3", "port", "test_unwrap_loops test_multiple_leaves test_format_oddities test_extract_outermost"),
  ...rows("5.3", "port", "test_extract_child_invalid test_unwrap_gcm"),
];

/** The gaps of section 5.4, each with how the names of its tests begin. */
export const GAPS: Readonly<Record<string, readonly string[]>> = {
  "whole trees as snapshots": ["golden 2.4 the example: whole tree", "golden 2.4 a task group"],
  "ascii trees": ["golden 2.4 the example: asciiOnly"],
  "blank-line rules": ["conformance 5.4 blank lines", "golden 2.4 a task group"],
  "grandchildren": ["golden 2.4 a disposable stack inside a disposable stack"],
  "formatFlat({ showContexts: true })": ["golden 2.6 the flat form, without and with contexts"],
  "repeated entries": ["conformance 5.4 equal entries"],
  "hideLine in all three outputs": ["conformance 5.4 hideLine"],
  "hidden contexts": ["conformance 5.4 hidden contexts"],
  "redirect [x, undefined]": ["conformance 5.4 a redirect to [x, undefined]"],
  "redirect loops": ["conformance 5.4 redirects that never end"],
  "limit 0, negative, fractional, boolean": ["conformance 5.4 a limit of 0"],
  "limit on another thread's stack": ["conformance 5.4 a limit on another thread's stack"],
  "object texts with line breaks": ["conformance 5.4 a text of an object with line breaks"],
  "object texts that throw": ["conformance 5.4 an object whose text throws"],
  "a failing child among good ones in a disposable stack": ["conformance 5.4 a failing child"],
  "hooks that compose and are disposed": ["conformance 5.4 hooks for one target compose"],
  "strings returned by hooks": ["conformance 5.4 a string that a hook returns"],
  "errors counted once": ["conformance 5.4 each error is counted once"],
};
