import RouterGateway

/// A page of the documentation with generated blocks in it: `<!-- generated: NAME -->` to `<!-- end -->`.
struct ProtocolPage {
  private static let start = "<!-- generated: "
  private static let end = "<!-- end -->"

  /// The page's own text.
  let text: String

  /// The page with its blocks made anew; everything else stays as it is.
  func filled(from description: GatewayDescription) throws(ProtocolPageError) -> String {
    var lines: [Substring] = []
    var open: Int?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix(Self.start) {
        if let open { throw ProtocolPageError(line: open + 1, text: "the block has no '\(Self.end)'") }
        let block = try Self.block(named: line, at: index)
        lines += [line, ""] + block.markdown(description).split(separator: "\n", omittingEmptySubsequences: false)
        open = index
      } else if line == Self.end {
        guard open != nil else { throw ProtocolPageError(line: index + 1, text: "no block ends here") }
        (open, lines) = (nil, lines + [line])
      } else if open == nil {
        lines.append(line)
      }
    }
    if let open { throw ProtocolPageError(line: open + 1, text: "the block has no '\(Self.end)'") }
    return lines.joined(separator: "\n")
  }

  private static func block(named line: Substring, at index: Int) throws(ProtocolPageError) -> ProtocolBlock {
    let name = line.dropFirst(start.count).prefix { $0 != " " }
    guard let block = ProtocolBlock(rawValue: String(name)) else {
      let known = ProtocolBlock.allCases.map(\.rawValue).joined(separator: ", ")
      throw ProtocolPageError(line: index + 1, text: "there is no block '\(name)', but \(known)")
    }
    return block
  }
}

struct ProtocolPageError: Error, Equatable, CustomStringConvertible {
  /// From 1.
  let line: Int
  let text: String

  var description: String { "line \(line): \(text)" }
}
