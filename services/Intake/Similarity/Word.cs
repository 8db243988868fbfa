namespace Proposals.Intake;

/// <summary>A word of a text, or the end of a phrase.</summary>
/// <param name="Text">The word in lower case; empty at the end of a phrase.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="End">Where it ends in the text.</param>
/// <param name="Weight">How much it tells of what the text is about, from 0 to 1: common words tell less.</param>
/// <param name="Links">True when it tells nothing alone, but belongs to the phrase before it: 管理 in 停车管理.</param>
internal readonly record struct Word(string Text, int Start, int End, double Weight, bool Links)
{
    /// <summary>True when it tells what the text is about.</summary>
    public bool Tells => Weight > 0 && !Links;

    /// <summary>True for punctuation, over which no phrase goes.</summary>
    public bool Ends => Text.Length == 0;
}
