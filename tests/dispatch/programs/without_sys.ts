/** Without `--allow-sys`: a code has a name alone, and equals that of no frame. Prints what it found as JSON. */
import { getCode } from "../../../src/dispatch/get_code.ts";
import { elaborateFrame } from "../../../src/dispatch/hooks.ts";
import { Code } from "../../../src/model/code.ts";
import { Frame } from "../../../src/model/frame.ts";

function outer() {
  return function inner() {};
}

const code = getCode(outer);
const same = { url: "", name: "outer", scriptId: 0, startLine: 0, startColumn: 0 };
const frames = [Code.of(same), Code.of({ ...same, url: import.meta.url })]
  .map((code) => new Frame({ code, url: code.url, line: 1, column: 1, functionName: "outer" }));
elaborateFrame.register(outer, (frame) => {
  frame.hide = true;
});
for (const frame of frames) elaborateFrame(frame, undefined);
let missing = "";
try {
  getCode(outer, "missing");
} catch (error) {
  missing = (error as Error).name;
}
console.log(JSON.stringify({
  outer: [code.name, code.url, code.startLine],
  inner: getCode(outer, "inner").name,
  missing,
  hidden: frames.map((frame) => frame.hide),
}));
