import GRDB
import RouterCore

extension LogArchive {
  /// All dead letters, or those of one sink, oldest first, without their payload.
  package func deadLetters(of sink: String? = nil) throws(LogStorageError) -> [KeptDeadLetter] {
    try read { database, _ in
      let select = try RawStatement(
        "\(Self.select) WHERE ?1 IS NULL OR sink = ?1 ORDER BY id", database)
      var ignored = Checksum()
      select.bind(sink, &ignored)
      var letters: [KeptDeadLetter] = []
      try select.forEach { row in
        letters.append(KeptDeadLetter(row, withData: false))
        return true
      }
      return letters
    }
  }

  /// A dead letter with everything; nil when there is none of this number.
  package func deadLetter(_ id: Int64) throws(LogStorageError) -> KeptDeadLetter? {
    try read { database, _ in
      let select = try RawStatement("\(Self.select) WHERE id = ?", database)
      select.bind(id)
      var letter: KeptDeadLetter?
      try select.forEach { row in
        letter = KeptDeadLetter(row, withData: true)
        return false
      }
      return letter
    }
  }

  private static let select = """
    SELECT \(DeadLetterRow.columns), replay_request.dead_letter FROM dead_letter
    LEFT JOIN replay_request ON replay_request.dead_letter = dead_letter.id
    """
}
