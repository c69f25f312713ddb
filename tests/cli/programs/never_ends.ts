// A test that never ends.
Deno.test("never ends", async () => {
  console.log("ready");
  await new Promise((resolve) => setTimeout(resolve, 60_000));
});
