// What is refused, and why, in German: the node, the page and the gateway. How this is read: web-ui/words/refusals.ts.

import type { Sentences } from '../../refusals.ts';

export const node: Sentences = {
  'Nothing was named.': 'Es wurde nichts genannt.',
  'Name what you want to take back.': 'Nennen Sie, was Sie zurücknehmen möchten.',
  '{#1} records were named, and {#2} go at once.': 'Es wurden {#1} Einträge genannt, und {#2} gehen auf einmal.',
  'Take them back in several steps.': 'Nehmen Sie sie in mehreren Schritten zurück.',
  'You are a guest here; words of guests cannot be taken back by radio.':
    'Sie sind hier Gast; Worte von Gästen lassen sich über Funk nicht zurücknehmen.',
  'Ask a member to invite you; then you can take back what you write from then on, and what you wrote before.':
    'Bitten Sie ein Mitglied, Sie einzuladen; dann können Sie zurücknehmen, was Sie von da an schreiben und was Sie vorher schrieben.',
  'No record {1} is held here.': 'Hier gibt es keinen Eintrag {1}.',
  'Look up its number again.': 'Sehen Sie seine Nummer noch einmal nach.',
  'These are not your words.': 'Das sind nicht Ihre Worte.',
  'Only who wrote it can take it back: ask them.': 'Nur wer es geschrieben hat, kann es zurücknehmen: Fragen Sie dort.',
  'This was taken back already.': 'Das wurde schon zurückgenommen.',
  'Nothing need be done.': 'Es ist nichts zu tun.',
  'This stays for ever: what was decided, who is a member, or what everybody owns rests on it.':
    'Das bleibt für immer: Darauf beruht, was entschieden wurde, wer Mitglied ist oder was wem gehört.',
  'Say something newer that replaces it, where that can be done.':
    'Sagen Sie etwas Neueres, das es ersetzt, wo das geht.',
  'This message is not here any more.': 'Diese Nachricht ist nicht mehr da.',
  'Look at the list again.': 'Sehen Sie die Liste noch einmal an.',
  'An answer has 1 to {#1} bytes.': 'Eine Antwort hat 1 bis {#1} Bytes.',
  'Write it shorter.': 'Schreiben Sie kürzer.',
  'The radio measures {#1} % of the channel in use; only calls for help are answered then.':
    'Das Funkgerät misst, dass der Kanal zu {#1} % belegt ist; dann werden nur Hilferufe beantwortet.',
  'Wait until it is quieter, or speak to the person.':
    'Warten Sie, bis es ruhiger ist, oder sprechen Sie mit der Person.',
  'Wait a minute.': 'Warten Sie eine Minute.',
  'Many answers have gone out already, and the air is scarce.':
    'Es sind schon viele Antworten hinausgegangen, und die Sendezeit ist knapp.',
  'This needs the token of the address that the gateway printed.':
    'Dafür braucht es das Kennwort aus der Adresse, die das Gateway ausgegeben hat.',
  'Open that address.': 'Öffnen Sie diese Adresse.',
  'There is no control "{1}" here.': '„{1}“ gibt es hier nicht zu steuern.',
  'See gateway/README.md for the list.': 'Die Liste steht in gateway/README.md.',
  'This is not what "{1}" takes: {2}.': 'Das ist nicht, was „{1}“ erwartet: {2}.',
  'Too many wrong tokens.': 'Zu viele falsche Kennwörter.',
  'Wait.': 'Warten Sie.',
  'This is for the community here.': 'Das ist für die Gemeinschaft hier.',
  'Join it first.': 'Treten Sie ihr zuerst bei.',
  'An answer has an id and a text.': 'Eine Antwort hat eine Kennung und einen Text.',
  'See gateway/README.md.': 'Siehe gateway/README.md.',
  'This gateway has no radio.': 'Dieses Gateway hat kein Funkgerät.',
  'Answer at another one.': 'Antworten Sie an einem anderen.',
  'the connection ended': 'die Verbindung endete',
  'Something else was written since this draft was signed.':
    'Seit dieser Entwurf unterschrieben wurde, ist etwas anderes geschrieben worden.',
  'Make a new draft and sign it again.':
    'Machen Sie einen neuen Entwurf und lassen Sie ihn noch einmal unterschreiben.',
  'A signature that came with it is of another record, or of another key.':
    'Eine mitgeschickte Unterschrift gehört zu einem anderen Eintrag oder zu einem anderen Schlüssel.',
  'Let everybody sign the same draft again.': 'Lassen Sie alle denselben Entwurf noch einmal unterschreiben.',
  'This device has no key of a member.': 'Dieses Gerät hat keinen Schlüssel eines Mitglieds.',
  'Join or create a community on this device first.':
    'Treten Sie auf diesem Gerät zuerst einer Gemeinschaft bei oder gründen Sie eine.',
  'The community is not known here yet.': 'Die Gemeinschaft ist hier noch nicht bekannt.',
  'Wait until a neighbour or a gateway has sent its first record.':
    'Warten Sie, bis ein Nachbar oder ein Gateway ihren ersten Eintrag geschickt hat.',
  'Nothing called "{1}.{2}" can be done.': '„{1}.{2}“ gibt es hier nicht.',
  'This key was said to be in other hands: by you, or by three of your guardians. It can still call for help.':
    'Es heißt, dieser Schlüssel sei in fremden Händen: Sie haben es gesagt, oder drei Ihrer Hüter. Um Hilfe rufen kann er noch.',
  'this node has stopped: an error in its own code':
    'dieser Knoten hat angehalten: ein Fehler in seinem eigenen Programm',
  'Start it again.': 'Starten Sie ihn neu.',
  'too many frames wait for the store': 'zu viele Pakete warten auf den Speicher',
  'not sent, because it could not be saved first: {1}':
    'nicht gesendet, weil es nicht vorher gespeichert werden konnte: {1}',
  'the link is down': 'die Verbindung ist unterbrochen',
  'it waited too long and is out of date': 'es hat zu lange gewartet und ist überholt',
  'another connection took its place': 'eine andere Verbindung hat ihren Platz eingenommen',
  'This node is not running.': 'Dieser Knoten läuft nicht.',
  'Start it, and try again.': 'Starten Sie ihn und versuchen Sie es noch einmal.',
  'This node was stopped.': 'Dieser Knoten wurde angehalten.',
  'This device could not save it: {1}.': 'Dieses Gerät konnte es nicht speichern: {1}.',
  'Make room on the device, then do it again.': 'Schaffen Sie Platz auf dem Gerät und tun Sie es dann noch einmal.',
  'This invitation has the wrong length.': 'Diese Einladung hat die falsche Länge.',
  'Copy the whole text again, or ask for a new one.':
    'Kopieren Sie noch einmal den ganzen Text, oder bitten Sie um einen neuen.',
  'This text has no part that begins with "fm1".': 'In diesem Text beginnt nichts mit „fm1“.',
  'This text has no part that begins with "fj1".': 'In diesem Text beginnt nichts mit „fj1“.',
  'Some letters of this text are missing or wrong.': 'In diesem Text fehlen Buchstaben, oder einige sind falsch.',
  'Nothing called "node.{1}" can be done.': '„node.{1}“ gibt es hier nicht.',
  'Update the software.': 'Bringen Sie die Software auf den neuen Stand.',
  'This person has no key for private messages here.':
    'Diese Person hat hier keinen Schlüssel für private Nachrichten.',
  'Wait for their profile.': 'Warten Sie auf ihr Profil.',
  'A private message has at most {#1} bytes.': 'Eine private Nachricht hat höchstens {#1} Bytes.',
  'Shorten it, or send it in two parts.': 'Kürzen Sie sie, oder schicken Sie sie in zwei Teilen.',
  'New frame keys are handed out by whoever closed the newest page, when that page names the next epoch.':
    'Neue Funkschlüssel verteilt, wer die neueste Seite geschlossen hat, wenn diese Seite den nächsten Abschnitt nennt.',
  'Close a page that names the next epoch first.': 'Schließen Sie zuerst eine Seite, die den nächsten Abschnitt nennt.',
  '{#1} members have no key yet that a new one could be wrapped for.':
    '{#1} {1:Mitglied hat|Mitglieder haben} noch keinen Schlüssel, für den ein neuer verpackt werden könnte.',
  'Wait for their profiles, or close a page without them.':
    'Warten Sie auf die Profile, oder schließen Sie eine Seite ohne diese Mitglieder.',
  'A seed has 16 bytes.': 'Ein Startwert hat 16 Bytes.',
  'Give 16 random bytes.': 'Geben Sie 16 zufällige Bytes an.',
  'This phone already belongs to a community.': 'Dieses Telefon gehört schon zu einer Gemeinschaft.',
  'Erase it first, under "This phone".': 'Löschen Sie es zuerst, unter „Dieses Telefon“.',
  'Try again. If it stays so, reload the page: what was saved is kept.':
    'Versuchen Sie es noch einmal. Bleibt es so, laden Sie die Seite neu: Gespeichertes bleibt erhalten.',
  'No radio is connected.': 'Kein Funkgerät ist verbunden.',
  'Connect one first.': 'Verbinden Sie zuerst eines.',
  'This phone has no community yet.': 'Dieses Telefon gehört noch zu keiner Gemeinschaft.',
  'Create one or join one first.': 'Gründen Sie zuerst eine oder treten Sie einer bei.',
  'the gateway is out of reach': 'das Gateway ist außer Reichweite',
  'This gateway serves no community yet.': 'Dieses Gateway dient noch keiner Gemeinschaft.',
  'Create or join one on the page.': 'Gründen Sie auf der Seite eine oder treten Sie einer bei.',
  'The part of this page that keeps your records did not start.':
    'Der Teil dieser Seite, der Ihre Einträge aufbewahrt, ist nicht angelaufen.',
};
