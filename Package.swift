// swift-tools-version: 6.2
import PackageDescription

/// The processor the kernels are compiled for: this machine's own, unless told otherwise
/// (for example `GANREPL_PROCESSOR=x86-64-v3 swift build -c release`). Clang names one by `-march` for
/// x86 and by `-mcpu` for Arm.
#if arch(x86_64)
  let processorOption = "-march="
#else
  let processorOption = "-mcpu="
#endif
let processor = processorOption + (Context.environment["GANREPL_PROCESSOR"] ?? "native")

let strict: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)]
/// For the few rooms that touch memory or C libraries.
let unsafe: [SwiftSetting] = [.treatAllWarnings(as: .error)]
/// Pictures are resized with the vectors of the processor, too: whole numbers, the same on all.
let pictures: [SwiftSetting] = unsafe + [.unsafeFlags(["-Xcc", processor])]
/// The kernels are optimised in debug builds too: unoptimised SIMD is a hundred times slower.
let kernels: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .unsafeFlags(["-Ounchecked", "-Xcc", processor]),
]

/// Several processes: a trait, so that nobody needs MPI who does not want it.
let withMPI: TargetDependencyCondition? = .when(traits: ["MPI"])

let package = Package(
  name: "ganrepl",
  products: [.executable(name: "ganrepl", targets: ["ganrepl"])],
  traits: [
    .trait(
      name: "MPI",
      description: "Several processes or machines: needs Open MPI (libopenmpi-dev) or MPICH")
  ],
  targets: [
    .systemLibrary(name: "CProcessor"),
    .systemLibrary(name: "CRename"),
    .systemLibrary(
      name: "CReadline", pkgConfig: "readline",
      providers: [.apt(["libreadline-dev"]), .brew(["readline"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CTurboJPEG", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg62-turbo-dev"]), .brew(["jpeg-turbo"])]),
    // giflib ships no pkg-config file; the module map links it by name.
    .systemLibrary(
      name: "CGIF", providers: [.apt(["libgif-dev"]), .brew(["giflib"])]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "cairo",
      providers: [.apt(["libcairo2-dev"]), .brew(["cairo"])]),
    .systemLibrary(
      name: "CCMarkGFM", pkgConfig: "libcmark-gfm",
      providers: [
        .apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"]),
      ]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),

    .systemLibrary(
      name: "CMPI", pkgConfig: "mpi",
      providers: [.apt(["libopenmpi-dev", "openmpi-bin"]), .brew(["open-mpi"])]),

    .target(name: "Vocabulary", swiftSettings: strict),
    .target(name: "Files", dependencies: ["CCrypto", "CRename"], swiftSettings: unsafe),

    .target(
      name: "Ranks", dependencies: ["Tensors", .byName(name: "CMPI", condition: withMPI)],
      swiftSettings: unsafe),

    .target(name: "Kernels", dependencies: ["CProcessor"], swiftSettings: kernels),
    .target(name: "Tensors", dependencies: ["Kernels", "Vocabulary"], swiftSettings: unsafe),
    .target(
      name: "Networks", dependencies: ["Files", "Tensors", "Vocabulary"], swiftSettings: strict),
    .target(
      name: "Adversarial", dependencies: ["Files", "Networks", "Tensors", "Vocabulary"],
      swiftSettings: strict),
    .target(name: "Measures", dependencies: ["Tensors", "Vocabulary"], swiftSettings: strict),

    .target(
      name: "Imaging", dependencies: ["CPNG", "CTurboJPEG", "CGIF", "CZlib", "Vocabulary"],
      swiftSettings: pictures),
    .target(
      name: "Datasets", dependencies: ["CZlib", "Files", "Imaging", "Tensors", "Vocabulary"],
      swiftSettings: unsafe),
    .target(name: "Plotting", dependencies: ["CCairo", "Vocabulary"], swiftSettings: unsafe),

    .target(name: "GANScript", dependencies: ["Vocabulary"], swiftSettings: strict),
    .target(
      name: "Notebooks", dependencies: ["CCMarkGFM", "GANScript", "Vocabulary"],
      swiftSettings: unsafe),
    // Loads ZeroMQ when it runs.
    .target(name: "Jupyter", dependencies: ["Files"], swiftSettings: unsafe),
    .target(
      name: "Commands",
      dependencies: [
        "Adversarial", "Datasets", "Files", "GANScript", "Imaging", "Kernels", "Measures",
        "Networks", "Plotting", "Tensors", "Vocabulary",
      ],
      swiftSettings: strict),
    .target(
      name: "Benchmark",
      dependencies: ["Adversarial", "Kernels", "Networks", "Tensors", "Vocabulary"],
      swiftSettings: strict),
    .executableTarget(
      name: "ganrepl",
      dependencies: [
        "Benchmark", "CCairo", "CGIF", "CPNG", "CProcessor", "CReadline", "CTurboJPEG", "CZlib",
        "Commands", "Files", "GANScript", "Jupyter", "Kernels", "Notebooks", "Ranks", "Vocabulary",
      ],
      swiftSettings: unsafe),

    .testTarget(name: "VocabularyTests", dependencies: ["Vocabulary"]),
    .testTarget(name: "RanksTests", dependencies: ["Ranks"]),
    .testTarget(name: "FilesTests", dependencies: ["Files"]),
    .testTarget(name: "KernelsTests", dependencies: ["Kernels"]),
    .testTarget(name: "TensorsTests", dependencies: ["CountedMemory", "Tensors"]),
    .testTarget(
      name: "NetworksTests", dependencies: ["Files", "Networks", "Tensors"], exclude: ["Reference"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "AdversarialTests",
      dependencies: [
        "Adversarial", "CountedMemory", "GoldenTrace", "Kernels", "Networks", "Tensors",
      ], exclude: ["Reference"]),
    // What MindSpore 1.9 gave, and what it was given.
    .target(
      name: "GoldenTrace", dependencies: ["Adversarial", "Networks", "Tensors"],
      path: "Tests/GoldenTrace",
      resources: [.copy("Fixtures")]),
    // Damages files, always in the same way.
    .target(name: "Mutations", path: "Tests/Mutations"),
    // Takes the allocator's place in the tests, and counts.
    .target(name: "CountedMemory", path: "Tests/CountedMemory"),
    .testTarget(
      name: "BenchmarkTests", dependencies: ["Benchmark", "Kernels", "Vocabulary"],
      exclude: ["Reference"]),
    .testTarget(
      name: "MeasuresTests", dependencies: ["Measures", "Tensors"], exclude: ["Reference"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "ImagingTests", dependencies: ["Imaging", "Files", "Mutations"], exclude: ["Reference"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "Files", "Imaging", "Mutations"]),
    .testTarget(
      name: "PlottingTests", dependencies: ["Imaging", "Plotting"], resources: [.copy("Goldens")]),
    .testTarget(
      name: "GANScriptTests", dependencies: ["GANScript", "Vocabulary"],
      resources: [.copy("Goldens"), .copy("Scripts")]),
    .testTarget(name: "NotebooksTests", dependencies: ["GANScript", "Notebooks", "Vocabulary"]),
    .testTarget(name: "JupyterTests", dependencies: ["Jupyter"]),
    .testTarget(
      name: "CommandsTests",
      dependencies: [
        "Adversarial", "Commands", "CountedMemory", "Datasets", "Files", "GANScript", "GoldenTrace",
        "Imaging", "Kernels", "Measures", "Mutations", "Networks", "Notebooks", "Plotting",
        "Tensors", "Vocabulary",
      ], exclude: ["Goldens", "Reference"], resources: [.copy("Fixtures")]),
  ],
  swiftLanguageModes: [.v6]
)
