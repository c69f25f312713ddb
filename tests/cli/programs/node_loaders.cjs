// Node with loaders: one makes JavaScript of TypeScript, as tsx does, one puts something around each file, as test runners do.
const { _extensions } = require("node:module");
const { readFileSync } = require("node:fs");
const [emitted] = process.argv.slice(2);

_extensions[".ts"] = (module, file) => module._compile(readFileSync(emitted, "utf8"), file);
require("./node_order.ts");
_extensions[".js"] = (module, file) => module._compile(`{\n\n${readFileSync(file, "utf8")}\n}`, file);
require("./node_stock.js");
import("../../compiled/programs/typescript_es2015.js").then(({ start }) => {
  start();
  console.log("ready");
});
process.stdin.on("end", () => process.exit(7)).resume();
