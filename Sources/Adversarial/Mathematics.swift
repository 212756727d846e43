import Foundation

/// e^x.
func exponential(_ x: Double) -> Double { exp(x) }

/// cos x.
func cosine(_ x: Double) -> Double { cos(x) }
