import Testing

@testable import RouterGateway

/// RFC 6455 §9.1.
struct ExtensionOfferTests {
  private typealias Parameter = ExtensionOffer.Parameter

  @Test(
    arguments: [
      ([], []), ([""], []), ([" , ,"], []), (["a"], [ExtensionOffer(name: "a")]),
      (["a, b", "c"], [ExtensionOffer(name: "a"), ExtensionOffer(name: "b"), ExtensionOffer(name: "c")]),
      (["a;p;q=1"], [ExtensionOffer(name: "a", [.init(name: "p"), .init(name: "q", value: "1")])]),
      (
        ["  a ;\tp = 1 ; q , b "],
        [ExtensionOffer(name: "a", [.init(name: "p", value: "1"), .init(name: "q")]), ExtensionOffer(name: "b")]
      ),
      ([#"a; p="1""#], [ExtensionOffer(name: "a", [.init(name: "p", value: "1")])]),
      ([#"a; p="\1\0", b"#], [ExtensionOffer(name: "a", [.init(name: "p", value: "10")]), ExtensionOffer(name: "b")]),
      ([",a,,b,"], [ExtensionOffer(name: "a"), ExtensionOffer(name: "b")]),
      (["a;p;p=2"], [ExtensionOffer(name: "a", [.init(name: "p"), .init(name: "p", value: "2")])]),
      (["!#$%&'*+-.^_`|~9Z"], [ExtensionOffer(name: "!#$%&'*+-.^_`|~9Z")]),
    ] as [([String], [ExtensionOffer])])
  func `Offers are read in their order`(_ headers: [String], _ offers: [ExtensionOffer]) {
    #expect(ExtensionOffer.list(headers) == offers)
  }

  @Test(arguments: [
    "a b", "a;", "a;;p", ";p", "a;=1", "a;p=", "a;p=,b", "a=1", "=", #"a;p=""#, #"a;p="""#, #"a;p="1"#, #"a;p="1\"#,
    #"a;p="1 2""#, #"a;p="1";2""#, #"a;p="1"2"#, #"a;p="ä""#, "ä", "a;p=ä", "a/b", "a\u{0}", "a;p=1;", "(a)",
    #"a;p="\""#, #"a;p="1\""#,
  ])
  func `What breaks the grammar is no list at all`(_ header: String) {
    #expect(ExtensionOffer.list([header]) == nil)
    #expect(ExtensionOffer.list(["permessage-deflate", header]) == nil)
  }
}
