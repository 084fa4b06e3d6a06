import RouterCore

extension PollConfig {
  /// Of what makes events of an answer: with another URL, list, key or mapping nothing has been seen yet.
  func identity(_ url: PollURL) -> UInt64 {
    var parts = ["url", url.text]
    if let items { parts += ["items", items.path.description] }
    if let key { parts += ["key", key.path.description] }
    if let event { parts += ["event"] + event.parts }
    // With its length no part can be taken for two.
    return Mark.of(parts.map { "\($0.utf8.count):\($0)" }.joined().utf8)
  }
}

extension EventMapping {
  fileprivate var parts: [String] {
    var parts: [String] = []
    if let type { parts += ["type", type] }
    if let typeFrom { parts += ["type_from", typeFrom.path.description] }
    if let time { parts += ["time", time.path.description] }
    for entry in data.entries { parts += ["data", entry.name.value] + entry.value.value.parts }
    return parts
  }
}

extension MappedValue {
  fileprivate var parts: [String] {
    switch self {
    case .path(let path, let fallback):
      ["path", path.description] + (fallback.map { ["default", $0.description] } ?? [])
    case .constant(let document): ["value", document.description]
    }
  }
}
