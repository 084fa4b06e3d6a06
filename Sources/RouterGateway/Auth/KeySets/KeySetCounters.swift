import RouterCore

/// What became of fetches of key sets.
package struct KeySetCounters: Sendable {
  let changed = Counter()
  let unchanged = Counter()
  let failed = Counter()
}
