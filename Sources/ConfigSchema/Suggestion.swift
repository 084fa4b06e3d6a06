/// "Did you mean": the nearest of the known names by edit distance, if it is near enough to be a slip.
package enum Suggestion {
  /// The one sentence for messages, or the list of what is allowed when nothing is near.
  package static func help(for word: String, among known: some Collection<String>) -> String? {
    if let nearest = nearest(to: word, among: known) { return "did you mean '\(nearest)'?" }
    guard !known.isEmpty, known.count <= 24 else { return nil }
    return "known here: \(known.sorted().joined(separator: ", "))"
  }

  /// Nil when nothing is near enough. A beginning of three letters or more is near.
  package static func nearest(to word: String, among known: some Collection<String>) -> String? {
    let word = word.lowercased()
    // A third of the letters may be wrong: enough for slips, too little for guesses.
    let limit = max(1, word.count / 3)
    if word.count >= 3, let start = known.filter({ $0.lowercased().hasPrefix(word) }).min() { return start }
    let ranked = known.map { (name: $0, distance: distance(word, $0.lowercased())) }
    let best = ranked.min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return best.flatMap { $0.distance <= limit ? $0.name : nil }
  }

  /// Optimal string alignment distance: insert, delete, replace, swap neighbours.
  package static func distance(_ left: String, _ right: String) -> Int {
    let (a, b) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
    // Words of config keys are short; anything else is no slip of a key.
    guard a.count <= 64, b.count <= 64 else { return Int.max }
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var before: [Int] = []
    var previous = Array(0...b.count)
    for i in 1...a.count {
      var row = [i] + Array(repeating: 0, count: b.count)
      for j in 1...b.count {
        let replace = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        row[j] = min(previous[j] + 1, row[j - 1] + 1, replace)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          row[j] = min(row[j], before[j - 2] + 1)
        }
      }
      (before, previous) = (previous, row)
    }
    return previous[b.count]
  }
}
