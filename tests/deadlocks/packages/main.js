/** All of these programs in one process, which prints the circles that are found. */
const programs = [...Deno.readDirSync(new URL(".", import.meta.url))].map(({ name }) => name)
  .filter((name) => name.endsWith(".js") && !/^(?:main|packages)\.js$/.test(name)).sort();
for (const name of programs) await import(new URL(name, import.meta.url).href);
const { extractAll } = await import(new URL("../../../mod.ts", import.meta.url).href);
setTimeout(() => {
  const found = extractAll().deadlocks.map((deadlock) => ({
    description: String(deadlock),
    // A function of the package may be the innermost that waits.
    url: deadlock.members.map(({ url }) => url).find((url) => programs.some((name) => url.endsWith(name))) ?? "",
    lines: deadlock.members.map(({ line }) => line),
  }));
  console.log(JSON.stringify(found));
  Deno.exit();
}, 200);
