/** The names of tests, read from the text of their files. */

const ROOT = new URL("../../", import.meta.url);

/** The names of the tests in a file of the repository; those put together at run time are left out. */
export async function testNames(file: string): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(file, ROOT));
  return [...text.matchAll(/Deno\.test\(\s*(["'`])((?:\\.|(?!\1)[^\\])*)\1/g)].map(([, , name]) =>
    name.replaceAll(/\\(.)/g, "$1")
  );
}

/** The names of all tests in this directory. */
export async function parityTestNames(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(new URL("tests/parity", ROOT))) {
    if (name.endsWith("_test.ts")) names.push(...await testNames(`tests/parity/${name}`));
  }
  return names;
}
