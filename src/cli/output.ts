/** Where a dump goes: stdout, or a file. */
import { dirname } from "node:path";

/** A dump that could not be written. The message is one line: where, why, and what to do. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

/** Characters that are written at once. */
const CHUNK = 200_000;

/** Write to stdout. A reader that has gone (`| head`) is no error. */
export function writeStdout(lines: readonly string[]): Promise<void> {
  return writeTo(Deno.stdout, "stdout", lines);
}

/** Write to stderr, in the same manner. */
export function writeStderr(lines: readonly string[]): Promise<void> {
  return writeTo(Deno.stderr, "stderr", lines);
}

async function writeTo(
  stream: { write(bytes: Uint8Array): Promise<number> },
  name: string,
  lines: readonly string[],
): Promise<void> {
  for (const chunk of chunksOf(lines)) {
    for (let at = 0; at < chunk.length;) {
      try {
        at += await stream.write(chunk.subarray(at));
      } catch (error) {
        if (error instanceof Deno.errors.BrokenPipe) return;
        if (!(error instanceof Deno.errors.WouldBlock)) {
          throw new OutputError(`Cannot write to ${name} (${reason(error)}): choose a file with --output`, {
            cause: error,
          });
        }
        await new Promise((resolve) => setTimeout(resolve, 5)); // a pipe that another process made non-blocking
      }
    }
  }
}

/**
 * Find out whether a file can be written, before the work is done.
 *
 * @throws {OutputError} when it cannot
 */
export async function checkOutput(path: string): Promise<void> {
  try {
    const found = await statOf(path);
    if (found?.isDirectory) {
      throw new OutputError(`Cannot write to "${path}" as it is a directory: give the name of a file`);
    }
    if (found === undefined && !(await statOf(dirname(path)))?.isDirectory) {
      throw new OutputError(`Cannot write to "${path}" as there is no such directory: make it first`);
    }
  } catch (error) {
    throw asOutputError(path, error);
  }
}

/**
 * Write a file: completely, or not at all.
 *
 * @throws {OutputError} when it cannot be written
 */
export async function writeOutput(path: string, lines: readonly string[]): Promise<void> {
  try {
    const found = await statOf(path);
    // A device or a pipe is written to, not replaced; of a link, the file behind it is replaced.
    if (found !== undefined && !found.isFile) return await Deno.writeFile(path, streamOf(lines));
    const file = found === undefined ? path : await Deno.realPath(path);
    const draft = `${file}.${Deno.pid}.tmp`;
    try {
      await Deno.writeFile(draft, streamOf(lines), { createNew: true, mode: found?.mode ?? undefined });
      await Deno.rename(draft, file);
    } catch (error) {
      await Deno.remove(draft).catch(() => {}); // not made, or renamed already
      throw error;
    }
  } catch (error) {
    throw asOutputError(path, error);
  }
}

/**
 * Write to the end of a file.
 *
 * @throws {OutputError} when it cannot be written
 */
export async function appendOutput(path: string, lines: readonly string[]): Promise<void> {
  try {
    await Deno.writeFile(path, streamOf(lines), { append: true });
  } catch (error) {
    throw asOutputError(path, error);
  }
}

/** Lines as bytes. The text as a whole may be longer than a string can be. */
function* chunksOf(lines: readonly string[]): Generator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let text = "";
  for (const line of lines) {
    text += line;
    if (text.length < CHUNK) continue;
    yield encoder.encode(text);
    text = "";
  }
  if (text !== "") yield encoder.encode(text);
}

function streamOf(lines: readonly string[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunksOf(lines));
}

async function statOf(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function asOutputError(path: string, error: unknown): unknown {
  if (error instanceof OutputError || error instanceof Deno.errors.NotCapable) return error;
  return new OutputError(`Cannot write to "${path}": ${reason(error)}: choose another --output`, { cause: error });
}

/** What the system says, without its number and without the path, which Deno puts after a colon. */
function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ \(os error \d+\).*$/s, "");
}
