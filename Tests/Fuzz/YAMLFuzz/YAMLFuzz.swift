import ConfigSchema

/// libFuzzer's entry: any bytes are read, substituted, decoded and their messages rendered, as `junctor validate` does.
///
/// Nothing may trap, leak or take long; marks must be in order; and what comes from the environment must never be shown.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let config = ConfigFile.parse(bytes, file: "fuzz.yaml", substituting: values)
  var diagnostics = config.diagnostics
  if let root = config.root {
    checkMarks(of: root)
    _ = root.hashValue
    precondition(root == root)
    _ = FuzzConfig.decode(root, &diagnostics)
  } else {
    precondition(diagnostics.hasErrors, "no tree and no reason")
  }
  let text = DiagnosticText(config.source).render(diagnostics) + DiagnosticJSON.render(diagnostics, of: "fuzz.yaml")
  precondition(!text.contains(canary) || contains(bytes, Array(canary.utf8)), "shown: \(text)")
  return 0
}

private let canary = "c4n4ry"

private let values = SubstitutionSource(
  environment: { name in name.hasPrefix("N") ? nil : canary },
  file: { path throws(FileFailure) in
    if path.hasSuffix("x") { throw .tooLarge(limit: 1) }
    return Array(canary.utf8)
  })

private func checkMarks(of node: ConfigNode) {
  precondition(node.range.start <= node.range.end)
  for element in node.elements ?? [] { checkMarks(of: element) }
  for entry in node.entries ?? [] {
    precondition(entry.key.range.start <= entry.key.range.end)
    checkMarks(of: entry.value)
  }
}

private func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
  bytes.indices.contains { bytes[$0...].starts(with: part) }
}

private struct FuzzConfig: ConfigObject {
  var a = 1
  var b: Duration? = nil
  var c: [String] = []
  var secret: Secret? = nil
  var size = ByteSize.kibibytes(1)
  var rate = Rate(1, per: .seconds(1))
  var on = false
  var share = 0.5
  var mode = FuzzMode.fast
  var map: [String: FuzzConfig] = [:]

  static var fields: [Field<FuzzConfig>] {
    [
      Field("a", \.a, .range(1...10), "A number."),
      Field("b", \.b, "A duration."),
      Field("c", \.c, .nonEmpty, "A list."),
      Field("secret", \.secret, "A secret."),
      Field("size", \.size, "A size."),
      Field("rate", \.rate, "A rate."),
      Field("on", \.on, "A switch."),
      Field("share", \.share, "A part."),
      Field("mode", \.mode, "A choice."),
      Field("map", \.map, "More."),
    ]
  }
}

private enum FuzzMode: String, ConfigChoice {
  case fast
  case slow
}
