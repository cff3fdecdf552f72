using System.Collections.Frozen;

namespace Raum.Redaction;

/// <summary>Ends of names that mail programs make links of, without a scheme before them: the country codes of ISO 3166 that are delegated, and well-known generic ones (IANA root zone).</summary>
internal static class TopLevelDomains
{
    private static readonly FrozenSet<string> All = (
        "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr "
        + "ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz "
        + "na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw "
        + "com net org info biz name pro mobi app dev page web site website online store shop shopping club blog cloud tech technology digital agency live life world today news media email link click top xyz icu vip win bid loan loans work zip mov gov edu int mil travel jobs asia cat tel "
        + "support help center centre systems services service solutions company group ltd inc gmbh srl sarl review reviews date cam men party science stream trade webcam racing download accountant faith cricket space fun host press rest bar buzz quest sbs cfd cyou bond monster lol one best "
        + "delivery express tracking market sale gift gifts cash credit creditcard money finance financial fund bank insurance pay tax refund claims care health healthcare clinic legal law lawyer chat forum social video photo photos pics studio design art city berlin paris london hamburg koeln koln bayern wien swiss nyc africa lat "
        + "academy school university training courses events tickets tours flights hotel hotels holiday rentals house homes estate properties energy solar green eco bio farm garden pet pets dog baby kids family love wedding dating fit fitness yoga run bike cars auto taxi moda fashion clothing shoes jewelry watch beauty hair makeup "
        + "food pizza cafe coffee wine beer kitchen recipes restaurant games game play bet poker casino football band music film movie show tv radio network domains hosting computer software codes ninja rocks guru wiki page zone land plus cool fyi wtf gay lgbt example test"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>True for the last label of a host, in any case; <c>xn--</c> begins one in another script (RFC 5890).</summary>
    public static bool Contains(string label) => All.Contains(label) || label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase);
}
