// deno-lint-ignore-file
function asyncGeneratorStep(n, t, e, r, o, a, c) {
  try {
    var i = n[a](c), u = i.value;
  } catch (n) {
    return void e(n);
  }
  i.done ? t(u) : Promise.resolve(u).then(r, o);
}
function _asyncToGenerator(n) {
  return function () {
    var t = this, e = arguments;
    return new Promise(function (r, o) {
      var a = n.apply(t, e);
      function _next(n) {
        asyncGeneratorStep(a, r, o, _next, _throw, "next", n);
      }
      function _throw(n) {
        asyncGeneratorStep(a, r, o, _next, _throw, "throw", n);
      }
      _next(void 0);
    });
  };
}
function _asyncIterator(r) {
  var n, t, o, e = 2;
  for ("undefined" != typeof Symbol && (t = Symbol.asyncIterator, o = Symbol.iterator); e--;) {
    if (t && null != (n = r[t])) return n.call(r);
    if (o && null != (n = r[o])) return new AsyncFromSyncIterator(n.call(r));
    t = "@@asyncIterator", o = "@@iterator";
  }
  throw new TypeError("Object is not async iterable");
}
function AsyncFromSyncIterator(r) {
  function AsyncFromSyncIteratorContinuation(r) {
    if (Object(r) !== r) return Promise.reject(new TypeError(r + " is not an object."));
    var n = r.done;
    return Promise.resolve(r.value).then(function (r) {
      return { value: r, done: n };
    });
  }
  return AsyncFromSyncIterator = function (r) {
    this.s = r, this.n = r.next;
  },
    AsyncFromSyncIterator.prototype = {
      s: null,
      n: null,
      next: function () {
        return AsyncFromSyncIteratorContinuation(this.n.apply(this.s, arguments));
      },
      return: function (r) {
        var n = this.s.return;
        return void 0 === n
          ? Promise.resolve({ value: r, done: !0 })
          : AsyncFromSyncIteratorContinuation(n.apply(this.s, arguments));
      },
      throw: function (r) {
        var n = this.s.throw;
        return void 0 === n ? Promise.reject(r) : AsyncFromSyncIteratorContinuation(n.apply(this.s, arguments));
      },
    },
    new AsyncFromSyncIterator(r);
}
function _awaitAsyncGenerator(e) {
  return new _OverloadYield(e, 0);
}
function _wrapAsyncGenerator(e) {
  return function () {
    return new AsyncGenerator(e.apply(this, arguments));
  };
}
function AsyncGenerator(e) {
  var t, n;
  function resume(t, n) {
    try {
      var r = e[t](n), o = r.value, u = o instanceof _OverloadYield;
      Promise.resolve(u ? o.v : o).then(function (n) {
        if (u) {
          var i = "return" === t && o.k ? t : "next";
          if (!o.k || n.done) return resume(i, n);
          n = e[i](n).value;
        }
        settle(!!r.done, n);
      }, function (e) {
        resume("throw", e);
      });
    } catch (e) {
      settle(2, e);
    }
  }
  function settle(e, r) {
    2 === e ? t.reject(r) : t.resolve({ value: r, done: e }), (t = t.next) ? resume(t.key, t.arg) : n = null;
  }
  this._invoke = function (e, r) {
    return new Promise(function (o, u) {
      var i = { key: e, arg: r, resolve: o, reject: u, next: null };
      n ? n = n.next = i : (t = n = i, resume(e, r));
    });
  }, "function" != typeof e.return && (this.return = void 0);
}
AsyncGenerator.prototype["function" == typeof Symbol && Symbol.asyncIterator || "@@asyncIterator"] = function () {
  return this;
},
  AsyncGenerator.prototype.next = function (e) {
    return this._invoke("next", e);
  },
  AsyncGenerator.prototype.throw = function (e) {
    return this._invoke("throw", e);
  },
  AsyncGenerator.prototype.return = function (e) {
    return this._invoke("return", e);
  };
function _OverloadYield(e, d) {
  this.v = e, this.k = d;
}
class Pool {
  #free = [];
  take() {
    var _this = this;
    return _asyncToGenerator(function* () {
      const waiting = new Promise((resolve) => _this.#free.push(resolve));
      yield waiting;
    })();
  }
}
const pool = new Pool();
function query() {
  return _query.apply(this, arguments);
}
function _query() {
  _query = _asyncToGenerator(function* () {
    yield pool.take();
  });
  return _query.apply(this, arguments);
}
const retry = /*#__PURE__*/ function () {
  var _ref = _asyncToGenerator(function* (times) {
    for (let i = 0; i < times; i++) {
      try {
        yield query();
      } finally {
        yield null;
      }
    }
  });
  return function retry(_x) {
    return _ref.apply(this, arguments);
  };
}();
function rows() {
  return _rows.apply(this, arguments);
}
function _rows() {
  _rows = _wrapAsyncGenerator(function* () {
    yield 1;
    yield _awaitAsyncGenerator(query());
    yield 2;
  });
  return _rows.apply(this, arguments);
}
function read() {
  return _read.apply(this, arguments);
}
function _read() {
  _read = _asyncToGenerator(function* () {
    let sum = 0;
    var _iteratorAbruptCompletion = false;
    var _didIteratorError = false;
    var _iteratorError;
    try {
      for (
        var _iterator = _asyncIterator(rows()), _step;
        _iteratorAbruptCompletion = !(_step = yield _iterator.next()).done;
        _iteratorAbruptCompletion = false
      ) {
        const row = _step.value;
        {
          sum += row;
        }
      }
    } catch (err) {
      _didIteratorError = true;
      _iteratorError = err;
    } finally {
      try {
        if (_iteratorAbruptCompletion && _iterator.return != null) {
          yield _iterator.return();
        }
      } finally {
        if (_didIteratorError) {
          throw _iteratorError;
        }
      }
    }
    return sum;
  });
  return _read.apply(this, arguments);
}
export function start() {
  return _start.apply(this, arguments);
}
function _start() {
  _start = _asyncToGenerator(function* () {
    yield Promise.all([retry(3), read()]);
  });
  return _start.apply(this, arguments);
}
