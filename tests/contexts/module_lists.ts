/** The lists of the modules in `placements/modules/`, which nobody can give an argument. */
import { ActiveList } from "./active_list.ts";

const lists = new Map<string, ActiveList>();

/** The list of the module with this name. */
export function listOf(name: string): ActiveList {
  let list = lists.get(name);
  if (list === undefined) lists.set(name, list = new ActiveList());
  return list;
}
