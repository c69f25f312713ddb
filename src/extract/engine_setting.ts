/** Which engine looks at this process. */

let setting: boolean | undefined;
let isTested: boolean | undefined;

/** What was asked for: the heap engine, the safe engine, or whichever fits. */
export function engineSetting(): boolean | undefined {
  return setting;
}

/** Ask for an engine; `undefined` for whichever fits. */
export function setEngine(wanted: boolean | undefined): void {
  setting = wanted;
}

/** What the self-test of the heap engine said in this process; `undefined` before it has run. */
export function testedEngine(): boolean | undefined {
  return isTested;
}

/** Remember what the self-test said. */
export function setTestedEngine(passed: boolean | undefined): void {
  isTested = passed;
}

/** Is it the safe engine that is in use, as far as that is decided? */
export function isSafeEngine(): boolean {
  return setting === false || (setting === undefined && isTested === false);
}
