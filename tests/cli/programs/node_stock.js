async function countStock() {
  await new Promise((resolve) => setTimeout(resolve, 1_000_000));
}
countStock();
