// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: language mode 6 comes with the tools version; a warning is an error.
///
/// Not with MemberImportVisibility: several C modules of a build with Foundation declare the same structs (`stat`, `timespec`),
/// and which of them the compiler takes for their home depends on the order of reading. Builds failed at random.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
/// For plugins with state and HTTP resources.
let resources: [Target.Dependency] = [
  "ResourceStore", "RouterResources", grdb, .product(name: "HTTPTypes", package: "swift-http-types"),
]
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")

/// All plugins. A new one: copy a folder under `Plugins/`, add its name here and to `Sources/junctor/Plugins.swift`.
let plugins = [
  "Agents", "Assessments", "Console", "Demo", "File", "Insights", "KnowledgeGraph", "LegacyBridge", "Metrics", "Poll",
  "SQL",
  "System", "Tail", "Webhook",
]

/// What some plugins need besides the core.
let pluginDependencies: [String: [Target.Dependency]] = [
  "Agents": resources + [
    "SignedHTTP",
    .product(name: "AsyncHTTPClient", package: "async-http-client"),
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "Subprocess", package: "swift-subprocess"),
  ],
  "Assessments": resources + ["JSONSchema"],
  "Insights": resources + ["RouterStages", deque],
  "KnowledgeGraph": resources,
  "LegacyBridge": [
    deque,
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "NIOWebSocket", package: "swift-nio"),
  ],
  "Poll": [
    .product(name: "AsyncHTTPClient", package: "async-http-client"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
  ],
  "SQL": [grdb],
  "Webhook": [
    "SignedHTTP",
    .product(name: "AsyncHTTPClient", package: "async-http-client"),
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
  ],
]

/// What tests of some plugins need besides.
let pluginTestDependencies: [String: [Target.Dependency]] = [
  "LegacyBridge": [.product(name: "NIOEmbedded", package: "swift-nio")]
]

/// A plugin's module and its tests; every plugin has the same shape and sees the core, and what is listed above, only.
func targets(ofPlugin name: String, in folder: String = "Plugins") -> [Target] {
  let own = pluginDependencies[name] ?? []
  let testing = pluginTestDependencies[name] ?? []
  return [
    .target(
      name: "\(name)Plugin", dependencies: ["ConfigSchema", "RouterCore", logging] + own,
      path: "\(folder)/\(name)/Sources", swiftSettings: strict),
    .testTarget(
      name: "\(name)PluginTests", dependencies: [.target(name: "\(name)Plugin"), "TestSupport"] + own + testing,
      path: "\(folder)/\(name)/Tests", swiftSettings: strict),
  ]
}

/// The tests of the modules under `Sources/`, and what all tests share.
let tests: [Target] = [
  .target(
    name: "TestSupport",
    dependencies: [
      "ConfigSchema", "RouterConfig", "RouterCore", logging,
      .product(name: "Crypto", package: "swift-crypto"),
      .product(name: "SwiftASN1", package: "swift-asn1"),
      .product(name: "X509", package: "swift-certificates"),
    ],
    path: "Tests/TestSupport",
    swiftSettings: strict),
  .testTarget(name: "ConfigSchemaTests", dependencies: ["ConfigSchema", "TestSupport"], swiftSettings: strict),
  .testTarget(name: "DeflateTests", dependencies: ["Deflate", "TestSupport"], swiftSettings: strict),
  .testTarget(
    name: "EventLogSQLiteTests", dependencies: ["EventLogSQLite", "RouterCore", "TestSupport", grdb],
    swiftSettings: strict),
  .testTarget(
    name: "JSONSchemaTests", dependencies: ["ConfigSchema", "JSONSchema", "RouterCore", "TestSupport"],
    swiftSettings: strict),
  .testTarget(
    name: "LoadBenchTests",
    dependencies: [
      "Deflate", "LoadBench", "RouterCore", "TestSupport",
      .product(name: "Histogram", package: "hdrhistogram-swift"),
      .product(name: "NIOCore", package: "swift-nio"),
      .product(name: "NIOEmbedded", package: "swift-nio"),
      .product(name: "NIOHTTP1", package: "swift-nio"),
    ],
    swiftSettings: strict),
  .testTarget(
    name: "ResourceStoreTests",
    dependencies: [
      "ResourceStore", "RouterCore", "RouterResources", "TestSupport", grdb, logging,
      .product(name: "HTTPTypes", package: "swift-http-types"),
    ],
    swiftSettings: strict),
  .testTarget(
    name: "RouterConfigTests", dependencies: ["RouterConfig", "RouterStages", "TestSupport"],
    exclude: ["Fixtures"], swiftSettings: strict),
  .testTarget(name: "RouterCoreTests", dependencies: ["RouterCore", "TestSupport"], swiftSettings: strict),
  .testTarget(
    name: "RouterGatewayTests",
    dependencies: [
      "CZlib", "Deflate", "RouterGateway", "RouterResources", "TestSupport", logging,
      .product(name: "CryptoExtras", package: "swift-crypto"),
      .product(name: "HTTPTypes", package: "swift-http-types"),
      .product(name: "NIOEmbedded", package: "swift-nio"),
      .product(name: "NIOSSL", package: "swift-nio-ssl"),
    ],
    exclude: ["Conformance"], swiftSettings: strict),
  .testTarget(
    name: "RouterResourcesTests",
    dependencies: [
      "RouterCore", "RouterResources", "TestSupport", .product(name: "HTTPTypes", package: "swift-http-types"),
    ],
    swiftSettings: strict),
  .testTarget(name: "RouterStagesTests", dependencies: ["RouterStages", "TestSupport"], swiftSettings: strict),
  .testTarget(
    name: "DocumentationTests",
    dependencies: ["FilePlugin", "InboxPlugin", "RouterConfig", "RouterStages", "TestSupport"],
    swiftSettings: strict),
  // Starts the program, so it has to be built before.
  .testTarget(
    name: "EndToEndTests",
    dependencies: ["ConfigSchema", "RouterCore", "RouterGateway", "RouterResources", "TestSupport", "junctor"],
    exclude: ["Clients", "Schemas"], swiftSettings: strict),
  .testTarget(name: "TestSupportTests", dependencies: ["TestSupport"], swiftSettings: strict),
]

let package = Package(
  name: "junctor",
  dependencies: [
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
  ],
  targets: [
    .target(name: "ConfigSchema", swiftSettings: strict),
    .target(name: "RouterCore", dependencies: ["ConfigSchema", logging, deque], swiftSettings: strict),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "Deflate", dependencies: ["CZlib"], swiftSettings: strict),
    .target(
      name: "EventLogSQLite",
      dependencies: [
        "CZlib", "ConfigSchema", "RouterCore", logging, grdb,
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .target(
      name: "RouterResources",
      dependencies: [
        "ConfigSchema", "RouterCore", .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      swiftSettings: strict),
    .target(
      name: "ResourceStore",
      dependencies: [
        "ConfigSchema", "RouterCore", "RouterResources", logging, grdb,
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      swiftSettings: strict),
    .target(name: "JSONSchema", dependencies: ["ConfigSchema", "RouterCore"], swiftSettings: strict),
    .target(
      name: "SignedHTTP",
      dependencies: ["ConfigSchema", "RouterCore", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .target(name: "RouterStages", dependencies: ["ConfigSchema", "RouterCore"], swiftSettings: strict),
    .systemLibrary(name: "CYaml", providers: [.apt(["libyaml-dev"])]),
    .target(name: "RouterConfig", dependencies: ["CYaml", "ConfigSchema", "RouterCore"], swiftSettings: strict),
    .target(
      name: "RouterGateway",
      dependencies: [
        "ConfigSchema", "Deflate", "RouterCore", "RouterResources", logging, deque,
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOExtras", package: "swift-nio-extras"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: strict),
    .target(
      name: "LoadBench",
      dependencies: [
        "Deflate", "RouterCore", deque,
        .product(name: "Histogram", package: "hdrhistogram-swift"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "junctor",
      dependencies: [
        "ConfigSchema", "EventLogSQLite", "LoadBench", "RouterConfig", "RouterCore", "RouterGateway", "RouterResources",
        "RouterStages", logging,
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ] + plugins.map { .target(name: "\($0)Plugin") },
      resources: [.embedInCode("junctor.yaml")],
      swiftSettings: strict),
  ] + plugins.flatMap { targets(ofPlugin: $0) } + targets(ofPlugin: "Inbox", in: "Tests/Tutorial") + tests
)
