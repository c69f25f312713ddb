/** What `--help` prints. */
export const HELP = `Show what every async function of a running Deno or Node program is waiting for.

Usage: dump-stacks [TARGET] [OPTIONS]

TARGET
  PID          a running process: Deno 2.9.2 or newer, Node 20 or newer, nothing prepared
  HOST:PORT    an open inspector (--inspect); also :PORT and ws://HOST:PORT/ID
  none         the built-in demo program is started, dumped and stopped

OPTIONS
  --format=FORMAT              how to write it: tree (default), flat, grouped (equal tasks once, with
                               their number), json
  --output=FILE, -o FILE       write to a file instead of stdout
  --locals                     also parameters and local variables of each function, and all labels
  --no-contexts                without resources (using) and combinators (Promise.all)
  --where KEY=VALUE            only tasks that match; may be repeated. KEY is a label (requestId,
                               task, span, ...), name (function or class) or file; KEY alone:
                               has it; * in VALUE: any text
  --older 5s                   only tasks that wait so long; needs trace() in the program
  --hidden                     also functions of the runtime and of libraries' internals
  --ascii                      lines in plain ASCII
  --color=auto|always|never    colour; auto: on a terminal, unless NO_COLOR is set
  --timeout=10s                how long it may take: 500ms, 10s, 1m
  --help, -h                   this text
  --version, -V                the version

EXIT STATUS
  0 dumped; 1 could not, and one line on stderr says why; 2 the command line is wrong

The program goes on as before. Attaching by PID opens its inspector and closes it again; meanwhile the program says
"Debugger listening" on its stderr.
`;
