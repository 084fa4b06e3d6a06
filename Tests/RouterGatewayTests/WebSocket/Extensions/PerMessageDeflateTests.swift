import Testing

@testable import RouterGateway

/// RFC 7692 §5 and §7.1: which offer is taken, and what is answered.
struct PerMessageDeflateTests {
  private static let both = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"

  private static func answer(_ headers: String...) -> String? {
    ExtensionOffer.list(headers).flatMap { PerMessageDeflate($0) }?.answer
  }

  @Test(arguments: [
    "permessage-deflate", "permessage-deflate; client_max_window_bits",
    "permessage-deflate; client_max_window_bits=15", "permessage-deflate; client_max_window_bits=8",
    #"permessage-deflate; client_max_window_bits="10""#,
    "permessage-deflate; server_no_context_takeover", "permessage-deflate; client_no_context_takeover",
    "permessage-deflate; client_no_context_takeover; server_no_context_takeover; client_max_window_bits",
    // Others are no business of ours.
    "x-webkit-deflate-frame, permessage-deflate", "permessage-bzip2; server_max_window_bits=0, permessage-deflate",
    "permessage-deflate, permessage-deflate; server_max_window_bits=9",
  ])
  func `An offer is taken without context takeover`(_ header: String) { #expect(Self.answer(header) == Self.both) }

  @Test(
    arguments: [
      ("15", 15), ("14", 9), ("12", 9), ("10", 9), ("9", 9), (#""15""#, 15), (#""1\5""#, 15),
    ] as [(String, Int)])
  func `The client is told a window that is not larger than what it asked for`(_ asked: String, _ bits: Int) {
    let expected = "\(Self.both); server_max_window_bits=\(bits)"
    #expect(Self.answer("permessage-deflate; server_max_window_bits=\(asked)") == expected)
    #expect(
      Self.answer("permessage-deflate; client_max_window_bits; server_max_window_bits=\(asked)") == expected)
    let window = ExtensionOffer.list(["permessage-deflate; server_max_window_bits=\(asked)"])
      .flatMap { PerMessageDeflate($0) }?.window
    #expect(window?.rawValue == UInt8(bits))
  }

  private static let bad = [
    // zlib cannot do it.
    "server_max_window_bits=8",
    "server_max_window_bits", "server_max_window_bits=7", "server_max_window_bits=16", "server_max_window_bits=0",
    "server_max_window_bits=09", "server_max_window_bits=+9", "server_max_window_bits=-9",
    "server_max_window_bits=9x", "server_max_window_bits=99999999999999999999", "server_max_window_bits=x",
    "client_max_window_bits=7", "client_max_window_bits=16", "client_max_window_bits=010", "client_max_window_bits=x",
    "server_no_context_takeover=1", "client_no_context_takeover=0", "client_no_context_takeover=true", "unknown",
    "unknown=1", "Server_No_Context_Takeover", "server_no_context_takeover; server_no_context_takeover",
    "client_max_window_bits; client_max_window_bits=9", "server_max_window_bits=9; server_max_window_bits=9",
  ]

  @Test(arguments: bad)
  func `An offer that cannot be kept is declined, and the next one taken`(_ parameters: String) {
    let offer = "permessage-deflate; \(parameters)"
    #expect(Self.answer(offer) == nil)
    #expect(Self.answer(offer, offer) == nil)
    #expect(Self.answer("\(offer), permessage-deflate") == Self.both)
    #expect(
      Self.answer(offer, "permessage-deflate; server_max_window_bits=15") == "\(Self.both); server_max_window_bits=15")
    #expect(Self.answer("permessage-deflate", offer) == Self.both)
  }

  @Test(arguments: [
    "", "deflate", "Permessage-Deflate", "permessage-deflate2", "permessage-bzip2", "mux; max_channels=4",
  ])
  func `Whoever does not offer it goes on without`(_ header: String) { #expect(Self.answer(header) == nil) }
}
