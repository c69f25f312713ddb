await null;
await import("./pair_main.ts");
export {};
