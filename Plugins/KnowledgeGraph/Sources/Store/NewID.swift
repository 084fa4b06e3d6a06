import GRDB
import RouterCore
import RouterResources

/// The id of something new.
enum NewID {
  /// Ids of 12 digits are made again when they are taken, which happens among millions.
  private static let attempts = 8

  /// - Parameter wanted: the client's choice.
  /// - Throws: 409 when it is taken.
  static func choose(
    _ wanted: String?, prefix: String, kind: String, isTaken: (String) throws -> Bool
  ) throws -> String {
    if let wanted {
      guard try !isTaken(wanted) else {
        throw Problem(
          status: .conflict, detail: "there is the \(kind) '\(wanted)' already",
          errors: [.init(place: .body(pointer: "/\(kind)_id"), detail: "is taken")])
      }
      return wanted
    }
    for _ in 0..<attempts {
      let id = prefix + random()
      if try !isTaken(id) { return id }
    }
    throw Problem(status: .serviceUnavailable, detail: "no free id was found", retryAfter: .seconds(1))
  }

  private static func random() -> String {
    let digits = String(UInt64.random(in: 0..<1 << 48), radix: 16)
    return String(repeating: "0", count: 12 - digits.count) + digits
  }
}
