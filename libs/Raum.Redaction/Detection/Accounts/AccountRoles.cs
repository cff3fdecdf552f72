namespace Raum.Redaction;

/// <summary>Accounts that are nobody's, and words that stand where a user name could.</summary>
internal static class AccountRoles
{
    private static readonly WordSet Roles = Cues.Set(
        "root admin administrator administrators administrador administrateur amministratore beheerder admins superuser sudo postgres mysql redis mongo mongodb oracle mssql sa wwwdata www nginx apache httpd tomcat jenkins git gitlab gitlabrunner runner ci build deploy deployer "
            + "system localsystem networkservice localservice service services daemon nobody guest gast invite invitado ospite gebruiker test tester testuser testaccount testing demo example sample user users username default info support helpdesk service sales office mail postmaster webmaster hostmaster noreply api app web ftp "
            + "anonymous anon public shared vagrant ubuntu debian centos ec2user docker node kafka elastic kibana grafana prometheus backup operator ansible terraform azureuser hadoop spark airflow null none undefined unknown true false bin lib public apikey defaultuser allusers"
    );

    /// <summary>What accounts are said to be, and what stands behind the word for them.</summary>
    private static readonly WordSet States = Cues.Set(
        "failed fails failing invalid unknown locked blocked disabled enabled active inactive expired missing required incorrect wrong correct deleted created successful success ok yes no see below above same new old changed error denied not never page form screen button attempt attempts error errors "
            + "nicht gesperrt vorlaufig vorubergehend derzeit aktuell momentan dauerhaft weiterhin bereits inzwischen ungultig unbekannt falsch fehlt fehlgeschlagen inaktiv aktiv geloscht neu alt ja nein siehe unten kein keine bekannt richtig moglich erfolgreich abgelaufen "
            + "temporarily permanently currently already provisoirement temporairement actuellement definitivement temporalmente provisionalmente actualmente temporaneamente provvisoriamente attualmente temporariamente atualmente tijdelijk momenteel inmiddels "
            + "inconnu inconnue bloque bloquee invalide desactive supprime actif expire oublie refuse nouveau impossible incorrecte oui non voir aucun "
            + "bloqueado bloqueada desconocido invalido inactivo activo eliminado nuevo nueva caducado incorrecto olvidado ninguno imposible fallido si "
            + "bloccato bloccata sconosciuto inattivo attivo eliminato nuovo scaduto errato dimenticato nessuno impossibile fallito "
            + "geblokkeerd onbekend ongeldig inactief actief verwijderd nieuw verlopen fout vergeten geen mislukt niet desconhecido inativo ativo excluido novo expirado incorreto esquecido nenhum impossivel falhou nao "
            + "storniert annulliert gekundigt gutgeschrieben belastet verbucht gebucht cancelled canceled credited debited charged refunded closed suspended disconnected connected authenticated "
            + "gebannt entbannt entsperrt verknupft freigegeben freigeschaltet zuruckgesetzt gehackt umgestellt banni debloque suspendu pirate reactive baneado hackeado suspendido desbloqueado vinculado bannato sbloccato sospeso hackerato banido suspenso gebanned ontgrendeld "
            + "usual email e-mail phone password passwort contrasena senha agent id name experience guide manual interface manager"
    );

    public static bool Is(ReadOnlySpan<char> token) => Roles.ContainsValue(token) || States.ContainsValue(token) || IsService(token);

    /// <summary>"svc-backup", "svc_scan": a program's.</summary>
    private static bool IsService(ReadOnlySpan<char> token) =>
        token.Length > 4 && token[3] is '-' or '_' or '.' && token.StartsWith("svc", StringComparison.OrdinalIgnoreCase);

    public static bool IsSystem(ReadOnlySpan<char> token) => Roles.ContainsValue(token);
}
