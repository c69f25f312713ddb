/** A command line that cannot be understood. The message is one line: what is wrong with it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
