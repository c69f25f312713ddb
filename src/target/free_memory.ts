/** How much memory a process of this machine can still have. Never asks for a permission. */

const MB = 1024 * 1024;

/** MB; `undefined` when that cannot be known. A limit that the system sets to a group of processes counts, too. */
export function freeMemory(pid: number | "self" = "self"): number | undefined {
  const known = [machineMemory(), groupMemory(pid)].filter((amount) => amount !== undefined);
  return known.length === 0 ? undefined : Math.min(...known) / MB;
}

function machineMemory(): number | undefined {
  if (Deno.permissions.querySync({ name: "sys", kind: "systemMemoryInfo" }).state !== "granted") return undefined;
  const { available, free } = Deno.systemMemoryInfo();
  return available || free || undefined;
}

/** What is left of the limit of a Linux control group, of version 1 or 2, or of one around it. */
function groupMemory(pid: number | "self"): number | undefined {
  let least: number | undefined;
  for (const line of read(`/proc/${pid}/cgroup`)?.split("\n") ?? []) {
    const [id, controllers, path = ""] = line.split(":");
    const isSecond = id === "0" && controllers === "";
    if (!isSecond && controllers !== "memory") continue;
    const root = isSecond ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
    const [limitName, usageName] = isSecond
      ? ["memory.max", "memory.current"]
      : ["memory.limit_in_bytes", "memory.usage_in_bytes"];
    const steps = path.split("/").filter((step) => step !== "");
    for (let depth = steps.length; depth >= 0; depth--) {
      const group = [root, ...steps.slice(0, depth)].join("/");
      const limit = Number(read(`${group}/${limitName}`)), usage = Number(read(`${group}/${usageName}`));
      if (!(limit > 0 && usage >= 0 && limit < 2 ** 60)) continue; // "max", or no such file: within a container
      const cache = Number(/^(?:total_)?inactive_file (\d+)$/m.exec(read(`${group}/memory.stat`) ?? "")?.[1] ?? 0);
      least = Math.min(least ?? Infinity, Math.max(0, limit - usage + cache));
    }
  }
  return least;
}

function read(path: string): string | undefined {
  try {
    if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return undefined;
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}
