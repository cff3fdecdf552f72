using Raum.Redaction;

namespace Raum.Masking.Names;

/// <summary>Trains the weights of a <see cref="NameModel"/>: conditional likelihood of the right tags, AdaGrad, one stretch after another.</summary>
/// <remarks>The same stretches and the same seed give the same bytes.</remarks>
internal sealed class ChainTrainer(Vocabulary vocabulary, double hidden)
{
    private const int Tags = NameModel.Tags;
    private const int Seed = 7;

    /// <summary>How many models are trained, each in another order, for their mean: one alone hits or misses a few names more by chance.</summary>
    private const int Models = 10;

    private const float Rate = 0.15f;

    /// <summary>How much a weight shrinks towards zero each time it is touched.</summary>
    private const float Shrink = 2e-6f;

    /// <summary>How often the features that name the word itself are hidden, so that the model learns from what stands around it.</summary>
    private const double HiddenWord = 0.25;

    /// <summary>How often in a round the weights are taken down for their mean.</summary>
    private const int SamplesARound = 8;

    private const float UnitsPerByte = 40;

    // Places of those features in the order of NameFeatures.
    private static readonly int[] OwnWord = [1, 14];

    private readonly float[] _weights = new float[vocabulary.Features.Count * Tags];
    private readonly float[] _squares = new float[vocabulary.Features.Count * Tags];
    private readonly float[] _sums = new float[vocabulary.Features.Count * Tags];
    private readonly float[] _stepSums = new float[Tags * Tags];
    private int _samples;
    private readonly float[] _steps = new float[Tags * Tags];
    private readonly float[] _stepSquares = new float[Tags * Tags];

    /// <summary>The mean of a few models of the same stretches.</summary>
    /// <param name="hidden">How often a feature is hidden, so that no two of them rely on each other.</param>
    public static ChainTrainer Mean(IReadOnlyList<Stretch> stretches, int rounds, double hidden)
    {
        var vocabulary = new Vocabulary(stretches);
        var examples = stretches.Select(stretch => new Example(vocabulary.NumbersOf(stretch), stretch.Tags)).ToArray();
        var all = new ChainTrainer[Models];
        Parallel.For(0, Models, i => all[i] = new ChainTrainer(vocabulary, hidden).Train(examples, rounds, Seed + i));
        var mean = all[0];
        for (var i = 0; i < mean._weights.Length; i++)
        {
            mean._weights[i] = all.Sum(one => one._weights[i]) / Models;
        }

        for (var i = 0; i < mean._steps.Length; i++)
        {
            mean._steps[i] = all.Sum(one => one._steps[i]) / Models;
        }

        return mean;
    }

    /// <summary>Goes over the stretches a few times, in another order each time.</summary>
    private ChainTrainer Train(Example[] examples, int rounds, int seed)
    {
        // A written seed: this is no secret, and training must give the same model again.
#pragma warning disable CA5394
        var random = new Random(seed);
        var order = examples.ToArray();
        for (var round = 0; round < rounds; round++)
        {
            random.Shuffle(order);
            for (var i = 0; i < order.Length; i++)
            {
                Learn(order[i], random);
                if (round > 0 && (i + 1) % Math.Max(1, order.Length / SamplesARound) == 0)
                {
                    Sample();
                }
            }
        }
#pragma warning restore CA5394

        for (var i = 0; i < _weights.Length; i++)
        {
            _weights[i] = _sums[i] / _samples;
        }

        for (var i = 0; i < _steps.Length; i++)
        {
            _steps[i] = _stepSums[i] / _samples;
        }

        return this;
    }

    /// <summary>The mean of the weights on the way is steadier than where the way ends.</summary>
    private void Sample()
    {
        _samples++;
        for (var i = 0; i < _weights.Length; i++)
        {
            _sums[i] += _weights[i];
        }

        for (var i = 0; i < _steps.Length; i++)
        {
            _stepSums[i] += _steps[i];
        }
    }

    /// <summary>The weights as the file of a model with two to the power of <paramref name="bits"/> rows, for the features that say most.</summary>
    public byte[] Write(int bits)
    {
        sbyte Byte(int at) => (sbyte)Math.Clamp(MathF.Round(_weights[at] * UnitsPerByte), -sbyte.MaxValue, sbyte.MaxValue);
        var features = vocabulary
            .Features.Select(
                (feature, i) => (Feature: feature, Outside: Byte(i * Tags), First: Byte((i * Tags) + 1), Further: Byte((i * Tags) + 2))
            )
            .Select(weights =>
                (weights, Most: Math.Max(Math.Abs(weights.Outside), Math.Max(Math.Abs(weights.First), Math.Abs(weights.Further))))
            )
            .Where(entry => entry.Most > 0)
            .OrderByDescending(entry => entry.Most)
            .ThenBy(entry => entry.weights.Feature)
            .Select(entry => entry.weights);
        return NameModel.Write(features, bits, 1 / UnitsPerByte, _steps);
    }

    private void Learn(Example stretch, Random random)
    {
        var count = stretch.Tags.Length;
        var scores = new double[count * Tags];
        var seen = new int[count][];
        for (var i = 0; i < count; i++)
        {
            seen[i] = Drawn(stretch.Numbers[i], random);
            foreach (var number in seen[i])
            {
                for (var tag = 0; tag < Tags; tag++)
                {
                    scores[(i * Tags) + tag] += _weights[(number * Tags) + tag];
                }
            }
        }

        var (forward, backward, all) = Sums(scores, count);
        Span<float> slope = stackalloc float[Tags];
        for (var i = 0; i < count; i++)
        {
            for (var tag = 0; tag < Tags; tag++)
            {
                var likely = Math.Exp(forward[(i * Tags) + tag] + backward[(i * Tags) + tag] - all);
                slope[tag] = (float)((stretch.Tags[i] == tag ? 1 : 0) - likely);
            }

            foreach (var number in seen[i])
            {
                for (var tag = 0; tag < Tags; tag++)
                {
                    Move(_weights, _squares, (number * Tags) + tag, slope[tag]);
                }
            }
        }

        MoveSteps(stretch, scores, forward, backward, all);
    }

    /// <summary>The features of a word without those that are hidden this time.</summary>
    private int[] Drawn(int[] numbers, Random random)
    {
        // A written seed: this is no secret, and training must give the same model again.
#pragma warning disable CA5394
        var hidesWord = random.NextDouble() < HiddenWord;
        return [.. numbers.Where((_, place) => random.NextDouble() >= hidden && !(hidesWord && OwnWord.Contains(place)))];
#pragma warning restore CA5394
    }

    private void MoveSteps(Example stretch, double[] scores, double[] forward, double[] backward, double all)
    {
        var slope = new float[Tags * Tags];
        for (var i = 0; i < stretch.Tags.Length; i++)
        {
            for (var before = 0; before < Tags; before++)
            {
                for (var tag = 0; tag < Tags; tag++)
                {
                    if (!Follows(before, tag) || (i == 0 && before != ChainTagger.Outside))
                    {
                        continue;
                    }

                    var earlier = i == 0 ? 0 : forward[((i - 1) * Tags) + before];
                    var likely = Math.Exp(
                        earlier + _steps[(before * Tags) + tag] + scores[(i * Tags) + tag] + backward[(i * Tags) + tag] - all
                    );
                    var right = stretch.Tags[i] == tag && (i == 0 ? ChainTagger.Outside : stretch.Tags[i - 1]) == before;
                    slope[(before * Tags) + tag] += (float)((right ? 1 : 0) - likely);
                }
            }
        }

        for (var i = 0; i < slope.Length; i++)
        {
            Move(_steps, _stepSquares, i, slope[i]);
        }
    }

    private static void Move(float[] weights, float[] squares, int at, float slope)
    {
        if (slope is > -1e-4f and < 1e-4f)
        {
            return;
        }

        squares[at] += slope * slope;
        weights[at] += (Rate * slope / (MathF.Sqrt(squares[at]) + 0.1f)) - (Shrink * weights[at]);
        weights[at] = Math.Clamp(weights[at], -127 / UnitsPerByte, 127 / UnitsPerByte);
    }

    private (double[] Forward, double[] Backward, double All) Sums(double[] scores, int count)
    {
        var forward = new double[count * Tags];
        var backward = new double[count * Tags];
        for (var tag = 0; tag < Tags; tag++)
        {
            forward[tag] = Follows(ChainTagger.Outside, tag) ? scores[tag] + _steps[tag] : double.NegativeInfinity;
        }

        for (var i = 1; i < count; i++)
        {
            for (var tag = 0; tag < Tags; tag++)
            {
                var sum = double.NegativeInfinity;
                for (var before = 0; before < Tags; before++)
                {
                    sum = Follows(before, tag) ? LogAdd(sum, forward[((i - 1) * Tags) + before] + _steps[(before * Tags) + tag]) : sum;
                }

                forward[(i * Tags) + tag] = sum + scores[(i * Tags) + tag];
            }
        }

        for (var i = count - 2; i >= 0; i--)
        {
            for (var before = 0; before < Tags; before++)
            {
                var sum = double.NegativeInfinity;
                for (var tag = 0; tag < Tags; tag++)
                {
                    var next = ((i + 1) * Tags) + tag;
                    sum = Follows(before, tag) ? LogAdd(sum, _steps[(before * Tags) + tag] + scores[next] + backward[next]) : sum;
                }

                backward[(i * Tags) + before] = sum;
            }
        }

        var last = (count - 1) * Tags;
        return (forward, backward, LogAdd(LogAdd(forward[last], forward[last + 1]), forward[last + 2]));
    }

    private static bool Follows(int before, int tag) => tag != ChainTagger.Further || before != ChainTagger.Outside;

    private static double LogAdd(double a, double b)
    {
        var (high, low) = a > b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(low) ? high : high + Math.Log(1 + Math.Exp(low - high));
    }

    /// <summary>A stretch with its features by number.</summary>
    private sealed record Example(int[][] Numbers, byte[] Tags);
}
