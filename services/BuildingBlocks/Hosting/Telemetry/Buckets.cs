using System.Diagnostics.Metrics;

namespace Proposals.BuildingBlocks;

/// <summary>Bounds of the histograms; 2 s is the promised 99th percentile of event lag, so it is one of them.</summary>
internal static class Buckets
{
    public static readonly InstrumentAdvice<double> Short = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };
    public static readonly InstrumentAdvice<double> Long = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600],
    };
    public static readonly InstrumentAdvice<long> Batch = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128],
    };
}
