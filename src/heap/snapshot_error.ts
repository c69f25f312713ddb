/** The file is no heap snapshot, or not a whole one. The message says what is wrong, without naming the file. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
}
