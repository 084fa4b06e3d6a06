import ArgumentParser
import ConfigSchema
import EventLogSQLite

/// Which dead letters a command is about: numbers, a sink's, or all.
struct DeadLetterSelection: ParsableArguments {
  @Argument(help: "Their numbers, as 'list' shows them.") var ids: [Int64] = []
  @Option(help: "All of this sink.") var sink: String?
  @Flag(help: "All of all sinks.") var all = false

  func validate() throws {
    let chosen = [!ids.isEmpty, sink != nil, all].count { $0 }
    guard chosen == 1 else {
      throw ValidationError(
        chosen == 0 ? "say which: numbers, --sink NAME or --all" : "numbers, --sink and --all exclude each other")
    }
  }

  func letters(in archive: LogArchive) throws -> [KeptDeadLetter] {
    let letters = try archive.deadLetters()
    if let sink { return try letters.of(sink: sink) }
    if all { return letters }
    let known = Dictionary(letters.map { ($0.id, $0) }) { first, _ in first }
    let unknown = ids.filter { known[$0] == nil }
    guard unknown.isEmpty else { throw UnknownDeadLetters(unknown, among: letters) }
    return Set(ids).sorted().compactMap { known[$0] }
  }
}

extension [KeptDeadLetter] {
  /// - Throws: when the sink has none, and another one does.
  fileprivate func of(sink: String) throws -> [KeptDeadLetter] {
    let own = filter { $0.sink == sink }
    guard own.isEmpty, !isEmpty else { return own }
    let help = Suggestion.help(for: sink, among: Set(map(\.sink))).map { " (\($0))" } ?? ""
    throw ValidationError("sink '\(sink)' has no dead letters\(help)")
  }
}

/// Numbers that no dead letter has.
struct UnknownDeadLetters: Error, CustomStringConvertible {
  let description: String

  init(_ ids: [Int64], among letters: [KeptDeadLetter]) {
    let names = ids.map(String.init).joined(separator: ", ")
    let what = ids.count == 1 ? "no dead letter \(names)" : "no dead letters \(names)"
    guard let first = letters.first?.id, let last = letters.last?.id else {
      description = "\(what): there are none"
      return
    }
    let nearest = ids.first.flatMap { Suggestion.nearest(to: String($0), among: letters.map { String($0.id) }) }
    let range = letters.count == 1 ? "there is only \(first)" : "there are \(letters.count), from \(first) to \(last)"
    description = "\(what): \(range)\(nearest.map { "; did you mean \($0)?" } ?? "")"
  }
}
