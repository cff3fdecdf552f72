namespace Raum.Redaction;

/// <summary>Follows an answer unit by unit and tells whether the next one stands in a link, a link target or a tag (PII-6).</summary>
/// <remarks>
/// A value there would leave Raum with the first click or image load. When in doubt it says yes: the placeholder stays.
/// Where it ends: a link at white space, quotes or angle brackets; a Markdown target at its bracket or a blank line; a tag at its closing bracket.
/// </remarks>
internal struct TargetGuard
{
    private enum Place
    {
        Text,
        Url,
        MarkdownTarget,
        ReferenceTarget,
        Tag,
    }

    private const ulong Mailto = 0x6d61696c746fUL; // the letters of "mailto", one byte each
    private const ulong Tel = 0x74656cUL;
    private const ulong Javascript = 0x7661736372697074UL; // the last eight of "javascript"
    private const ulong Data = 0x64617461UL;
    private const ulong Sms = 0x736d73UL;

    private Place _place;
    private char _last;
    private char _quote;
    private int _depth;
    private bool _dotted;
    private ulong _letters;

    /// <summary>True when a value must not be put here.</summary>
    public readonly bool InTarget => _place != Place.Text || _last == '<';

    /// <summary>True directly after an opening angle bracket in running text.</summary>
    public readonly bool AfterAngle => _place == Place.Text && _last == '<';

    /// <summary>Steps over a placeholder or its value: it counts as one letter.</summary>
    public void SkipValue() => Step('x');

    public void Step(char c)
    {
        switch (_place)
        {
            case Place.Tag:
                StepTag(c);
                break;
            case Place.MarkdownTarget:
                _depth +=
                    c == '(' ? 1
                    : c == ')' ? -1
                    : 0;
                if (_depth == 0 || (c == '\n' && _last == '\n'))
                {
                    Leave();
                }

                break;
            case Place.ReferenceTarget:
                if (c == '\n')
                {
                    Leave();
                }

                break;
            case Place.Url:
                if (char.IsWhiteSpace(c) || c is '"' or '<' or '>' or '`')
                {
                    Leave();
                }

                break;
            default:
                StepText(c);
                break;
        }

        _last = c;
    }

    private void StepTag(char c)
    {
        if (_quote != '\0')
        {
            _quote = c == _quote ? '\0' : _quote;
        }
        else if (c is '"' or '\'' && _last is '=' or ' ')
        {
            _quote = c;
        }
        else if (c == '>')
        {
            Leave();
        }
    }

    private void StepText(char c)
    {
        if (_last == '<' && (char.IsAsciiLetter(c) || c is '/' or '!' or '?'))
        {
            _place = Place.Tag;
            _quote = '\0';
        }
        else if (_last == ']' && c == '(')
        {
            _place = Place.MarkdownTarget;
            _depth = 1;
        }
        else if (_last == ']' && c == ':')
        {
            _place = Place.ReferenceTarget;
        }
        else if (char.IsWhiteSpace(c) || c is '"' or '<' or '>' or '`' or '(' or '[')
        {
            Leave();
        }
        else if ((IsSlash(c) && IsSlash(_last)) || (_dotted && (IsSlash(c) || c is '?' or '#')))
        {
            _place = Place.Url;
        }
        else if (c == ':' && IsScheme(_letters))
        {
            _place = Place.Url;
        }
        else
        {
            _dotted |= IsDot(_last) && char.IsLetterOrDigit(c) && _letters != 0;
            _letters =
                char.IsLetterOrDigit(c) ? (_letters << 8) | (byte)(c | 0x20)
                : IsDot(c) ? _letters
                : 0;
        }
    }

    /// <summary>Browsers read a backslash in a link as a slash (WHATWG URL, "special authority slashes state"); two of them begin a network path.</summary>
    private static bool IsSlash(char c) => c is '/' or '\\';

    /// <summary>The dots that separate the labels of a host (UTS 46).</summary>
    public static bool IsDot(char c) => c is '.' or '\u3002' or '\uFF0E' or '\uFF61';

    private static bool IsScheme(ulong letters) => letters == Javascript || letters is Mailto or Tel or Data or Sms;

    private void Leave()
    {
        _place = Place.Text;
        _dotted = false;
        _letters = 0;
    }
}
