/**
 * One attach by signal at a time, for all commands of one user on this machine.
 *
 * The port that SIGUSR1 opens is fixed. Of two targets signalled together one would get no inspector, and would say so on
 * its stderr. So whoever attaches holds a lock on a file, and the next one waits for it.
 */

/** Hold the lock; `undefined` when `signal` fires before it is free. Without a place for the file nothing is locked. */
export async function lockPort(port: number, signal: AbortSignal): Promise<Disposable | undefined> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(`${directory()}/stackscope-${Deno.uid() ?? ""}-${port}.lock`, {
      read: true,
      write: true,
      create: true,
      mode: 0o600,
    });
  } catch {
    return { [Symbol.dispose]: () => {} };
  }
  const exclusive = true;
  while (!signal.aborted) {
    if (await file.tryLock(exclusive)) return { [Symbol.dispose]: () => file.close() }; // closing gives the lock back
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  file.close();
  return undefined;
}

function directory(): string {
  return Deno.env.get("TMPDIR") || "/tmp";
}
