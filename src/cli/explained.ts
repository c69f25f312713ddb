/** A program that does not answer, explained by what the system tells of it. */
import { AT_WORK, standstillOf } from "../target/standstill.ts";
import { TargetError } from "../target/target_error.ts";

/** The same result; where a process does not answer in time, the error says what its main thread does meanwhile. */
export async function explained<Result>(asking: Promise<Result>, pid: number | undefined): Promise<Result> {
  try {
    return await asking;
  } catch (error) {
    if (pid === undefined || !(error instanceof TargetError) || !/^No answer /.test(error.message)) throw error;
    const what = await standstillOf(pid);
    if (what === undefined) throw error;
    const why = what !== AT_WORK
      ? ""
      : " in native code, which nothing can stop (JSON.parse() of a long text, or the snapshot of a large heap)";
    throw new TargetError(
      error.code,
      `No answer from process ${pid} in time: its main thread ${what}${why}; try again with a longer --timeout`,
      { cause: error },
    );
  }
}
