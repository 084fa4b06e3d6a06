import RouterCore

/// How rotated files are called: `audit.ndjson` becomes `audit-20240115T103000.000000Z.ndjson`. The order of names is
/// the order of time.
struct RotatedNames: Sendable {
  let folder: String
  private let stem: String
  private let ending: String

  init(path: String) {
    folder = path.parentFolder
    let name = path.lastPathComponent
    // A leading dot hides a file; it does not begin an ending.
    let dot = name.dropFirst().lastIndex(of: ".")
    stem = dot.map { String(name[..<$0]) } ?? name
    ending = dot.map { String(name[$0...]) } ?? ""
  }

  func name(at time: Timestamp) -> String { "\(stem)-\(Self.compact(time))\(ending)" }

  func path(of name: String) -> String { folder == "/" ? "/\(name)" : "\(folder)/\(name)" }

  /// The rotated files among the names, the oldest first.
  func rotated(among names: [String]) -> [String] { names.filter(isRotated).sorted() }

  /// The first free name at or after a moment.
  func freeName(at time: Timestamp, among names: [String]) -> String {
    let taken = Set(names)
    var time = time
    while taken.contains(name(at: time)) { time = time + .microseconds(1) }
    return name(at: time)
  }

  private func isRotated(_ name: String) -> Bool {
    guard name.hasPrefix("\(stem)-"), name.hasSuffix(ending) else { return false }
    let shape = name.dropFirst(stem.count + 1).dropLast(ending.count).map { ("0"..."9").contains($0) ? "0" : $0 }
    return String(shape) == "00000000T000000.000000Z"
  }

  private static func compact(_ time: Timestamp) -> String {
    let seconds = time.text.filter { $0 != "-" && $0 != ":" }.dropLast()
    let micros = "\(((time.microseconds % 1_000_000) + 1_000_000) % 1_000_000)"
    return "\(seconds).\(String(repeating: "0", count: 6 - micros.count))\(micros)Z"
  }
}
