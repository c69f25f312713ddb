/** All stuck and all healthy programs, in a process that is looked at from outside. */
for (const folder of ["stuck/", "healthy/"]) {
  for (const { name } of Deno.readDirSync(new URL(folder, import.meta.url))) {
    const program = await import(new URL(folder + name, import.meta.url).href);
    await program.start();
  }
}
setTimeout(() => console.log("started"), 100);
