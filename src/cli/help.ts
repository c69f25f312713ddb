/** What `--help` prints. */
export const HELP = `Show what every async function of a running Deno or Node program is waiting for.

Usage: dump-stacks [TARGET] [OPTIONS]
       dump-stacks run [--after=5s] [OPTIONS] [DENO FLAGS] SCRIPT [ARGS...]

TARGET
  PID          a running process: Deno 2.9.2 or newer, Node 20 or newer, nothing prepared
  HOST:PORT    an open inspector (--inspect); also :PORT and ws://HOST:PORT/ID
  FILE         a heap snapshot of Deno, Node or Chrome, by its name: *.heapsnapshot
  none         the built-in demo program is started, dumped and stopped

RUN
  Starts a Deno script (with flags of deno run, such as --allow-net), and dumps it to stderr on
  Ctrl-\\, on SIGUSR1, and when it ends with work unfinished or stalls in a top-level await. The exit
  status is the script's. All dumps go into the one --output FILE, one after the other.
  --after=5s                   also dump when so much time has passed
  --trace                      with the trace engine: how long each function has waited

OPTIONS
  --format=FORMAT              how to write it: tree (default), flat, grouped (equal tasks once, with
                               their number), json
  --output=FILE, -o FILE       write to a file instead of stdout
  --max-lines=40               the most important lines; what is left out is counted. Default: 500 on a
                               terminal, elsewhere all; --max-lines=all: all. JSON is never cut
  --locals                     also parameters and local variables of each function, and all labels
  --no-contexts                without resources (using) and combinators (Promise.all)
  --where KEY=VALUE            only tasks that match; may be repeated. KEY is a label (requestId,
                               task, span, ...), name (function or class) or file; KEY alone:
                               has it; * in VALUE: any text
  --older 5s                   only tasks that wait so long; needs trace() in the program
  --hidden                     also functions of the runtime and of libraries' internals
  --ascii                      lines in plain ASCII
  --color=auto|always|never    colour; auto: on a terminal, unless NO_COLOR is set
  --timeout=10s                how long a program may take to answer: 500ms, 10s, 1m
  --max-heap=1000              refuse a heap that holds more MB, or for which memory is short; any: look
  --help, -h                   this text
  --version, -V                the version

EXIT STATUS
  0 dumped; 1 could not, and one line on stderr says why; 2 the command line is wrong

A main thread in a synchronous loop is stopped for a moment, and what it is in comes first: where the inspector
is open (--inspect, run), and for Node. Other Deno programs open theirs only when they are idle.

The program goes on as before. Attaching by PID opens its inspector and closes it again; meanwhile the program says
"Debugger listening" on its stderr.
`;
