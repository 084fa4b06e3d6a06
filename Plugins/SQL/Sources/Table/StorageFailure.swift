import GRDB

/// What a failure of the database means.
enum StorageFailure: Error, Equatable {
  /// The row will never be taken.
  case row(reason: String)
  /// It may work later.
  case passing(reason: String)

  init(_ error: any Error, path: String) {
    self =
      switch error {
      case let error as RowMismatch: .row(reason: error.description)
      case let error as ForeignRow: .row(reason: error.description)
      case let error as DatabaseError where Self.concernsRow(error):
        .row(reason: "the database refuses the row: \(error.message ?? "\(error.resultCode)")")
      case let error as DatabaseError:
        .passing(reason: "cannot write \(path): \(error.message ?? "\(error.resultCode)")")
      default: .passing(reason: "cannot write \(path): \(error)")
      }
  }

  /// sqlite.org/rescode.html
  private static func concernsRow(_ error: DatabaseError) -> Bool {
    [.SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG].contains(error.resultCode)
  }
}
