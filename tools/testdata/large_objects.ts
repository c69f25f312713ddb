import v8 from "node:v8";

Deno.test("tells how many bytes V8 holds in large objects", () => {
  v8.getHeapSnapshot(); // begins with a collection
  const spaces = v8.getHeapSpaceStatistics();
  console.log(`held: ${spaces.find(({ space_name: name }) => name === "large_object_space")?.space_used_size}`);
});
