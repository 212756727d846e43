import Foundation
import GANScript

// Output goes through our own writer, which sees every failure; a closed pipe is one of them.
signal(SIGPIPE, SIG_IGN)
signal(SIGXFSZ, SIG_IGN)
exit(Program.main(Array(CommandLine.arguments.dropFirst())).rawValue)
