/// How long an HTTP answer may be used without asking again (RFC 9111 §4.2, §5.2.2).
enum Freshness {
  /// Nil when the answer says nothing about it, or nothing that can be understood.
  /// - Parameters:
  ///   - cacheControl: the values of that header, without the white space between directives.
  ///   - age: how old the answer is already, in seconds.
  static func duration(cacheControl: [String], age: String?) -> Duration? {
    let directives = cacheControl.map { $0.lowercased() }
    if directives.contains(where: { ["no-store", "no-cache"].contains($0) }) { return .zero }
    guard let directive = directives.first(where: { $0.hasPrefix("max-age=") }),
      let seconds = seconds(directive.dropFirst("max-age=".count))
    else { return nil }
    return .seconds(max(0, seconds - (age.flatMap { Self.seconds($0[...]) } ?? 0)))
  }

  /// Quotes should not be there, and are to be understood. More digits than a number holds are a long time.
  private static func seconds(_ text: Substring) -> Int64? {
    let digits = text.hasPrefix("\"") && text.hasSuffix("\"") && text.count > 1 ? text.dropFirst().dropLast() : text
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return min(Int64(digits) ?? .max, 1 << 31)
  }
}
