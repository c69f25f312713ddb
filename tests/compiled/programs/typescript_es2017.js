// deno-lint-ignore-file
var __classPrivateFieldGet = (this && this.__classPrivateFieldGet) || function (receiver, state, kind, f) {
  if (kind === "a" && !f) throw new TypeError("Private accessor was defined without a getter");
  if (typeof state === "function" ? receiver !== state || !f : !state.has(receiver)) {
    throw new TypeError("Cannot read private member from an object whose class did not declare it");
  }
  return kind === "m" ? f : kind === "a" ? f.call(receiver) : f ? f.value : state.get(receiver);
};
var __await = (this && this.__await) || function (v) {
  return this instanceof __await ? (this.v = v, this) : new __await(v);
};
var __asyncGenerator = (this && this.__asyncGenerator) || function (thisArg, _arguments, generator) {
  if (!Symbol.asyncIterator) throw new TypeError("Symbol.asyncIterator is not defined.");
  var g = generator.apply(thisArg, _arguments || []), i, q = [];
  return i = Object.create((typeof AsyncIterator === "function" ? AsyncIterator : Object).prototype),
    verb("next"),
    verb("throw"),
    verb("return", awaitReturn),
    i[Symbol.asyncIterator] = function () {
      return this;
    },
    i;
  function awaitReturn(f) {
    return function (v) {
      return Promise.resolve(v).then(f, reject);
    };
  }
  function verb(n, f) {
    if (g[n]) {
      i[n] = function (v) {
        return new Promise(function (a, b) {
          q.push([n, v, a, b]) > 1 || resume(n, v);
        });
      };
      if (f) i[n] = f(i[n]);
    }
  }
  function resume(n, v) {
    try {
      step(g[n](v));
    } catch (e) {
      settle(q[0][3], e);
    }
  }
  function step(r) {
    r.value instanceof __await ? Promise.resolve(r.value.v).then(fulfill, reject) : settle(q[0][2], r);
  }
  function fulfill(value) {
    resume("next", value);
  }
  function reject(value) {
    resume("throw", value);
  }
  function settle(f, v) {
    if (f(v), q.shift(), q.length) resume(q[0][0], q[0][1]);
  }
};
var __asyncValues = (this && this.__asyncValues) || function (o) {
  if (!Symbol.asyncIterator) throw new TypeError("Symbol.asyncIterator is not defined.");
  var m = o[Symbol.asyncIterator], i;
  return m
    ? m.call(o)
    : (o = typeof __values === "function" ? __values(o) : o[Symbol.iterator](),
      i = {},
      verb("next"),
      verb("throw"),
      verb("return"),
      i[Symbol.asyncIterator] = function () {
        return this;
      },
      i);
  function verb(n) {
    i[n] = o[n] && function (v) {
      return new Promise(function (resolve, reject) {
        v = o[n](v), settle(resolve, reject, v.done, v.value);
      });
    };
  }
  function settle(resolve, reject, d, v) {
    Promise.resolve(v).then(function (v) {
      resolve({ value: v, done: d });
    }, reject);
  }
};
var _Pool_free;
class Pool {
  constructor() {
    _Pool_free.set(this, []);
  }
  async take() {
    const waiting = new Promise((resolve) => __classPrivateFieldGet(this, _Pool_free, "f").push(resolve));
    await waiting;
  }
}
_Pool_free = new WeakMap();
const pool = new Pool();
async function query() {
  await pool.take();
}
const retry = async (times) => {
  for (let i = 0; i < times; i++) {
    try {
      await query();
    } finally {
      await null;
    }
  }
};
function rows() {
  return __asyncGenerator(this, arguments, function* rows_1() {
    yield yield __await(1);
    yield __await(query());
    yield yield __await(2);
  });
}
async function read() {
  var _a, e_1, _b, _c;
  let sum = 0;
  try {
    for (var _d = true, _e = __asyncValues(rows()), _f; _f = await _e.next(), _a = _f.done, !_a; _d = true) {
      _c = _f.value;
      _d = false;
      const row = _c;
      sum += row;
    }
  } catch (e_1_1) {
    e_1 = { error: e_1_1 };
  } finally {
    try {
      if (!_d && !_a && (_b = _e.return)) await _b.call(_e);
    } finally {
      if (e_1) throw e_1.error;
    }
  }
  return sum;
}
/** Starts both; they wait for ever. */
export async function start() {
  await Promise.all([retry(3), read()]);
}
