/** Why a target could not be looked at. */
export type TargetErrorCode =
  /** There is no such process. */
  | "no-process"
  /** The target, or this machine, does not allow it. */
  | "permission"
  /** It could be reached, but must not be: a signal would kill it, or it is not what we know how to read. */
  | "refused"
  /** The inspector's fixed port is taken by another process. */
  | "port-taken"
  /** Nothing that speaks the inspector protocol answers there. */
  | "no-inspector"
  /** The time is up. */
  | "timeout"
  /** The target ended, or closed its inspector. */
  | "exited"
  /** The target answered something else than the protocol says. */
  | "protocol"
  /** A file that cannot be read, or is no whole heap snapshot. */
  | "snapshot"
  /** The caller's signal. */
  | "cancelled";

/** A target that cannot be looked at. The message is one line: what is the matter, and what to do. */
export class TargetError extends Error {
  override readonly name = "TargetError"; // defined, as a program may have frozen the one of `Error`
  /** Why, for programs. */
  readonly code: TargetErrorCode;

  constructor(code: TargetErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
